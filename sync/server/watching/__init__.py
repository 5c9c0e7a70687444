"""What those who run a server watch: does it live, is it ready, how much does it do. No person is in it."""
