REAL_ONE_IN = 20
def run_real(seed): raise NotImplementedError
