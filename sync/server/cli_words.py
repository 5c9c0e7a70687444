"""What the command line says when something cannot be done as asked."""

from sync.server.accounts import PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN

KEEPER_TROUBLES = {
    "keepers-count": "Name two to ten keepers, each by another name.",
    "keepers-there": "There are keepers already. Add --renew for new ones: new codes, and a new key for what comes.",
    "keeper-unknown": "There is no keeper of this name. See: fieldserver recovery log",
    "keeper-code-wrong": "This is not this keeper's code. Nothing was approved.",
    "keeper-of-another-key": "This code is of other keepers than those whom this tablet knows.",
    "recovery-unknown": "No request begins so. See: fieldserver recovery list",
    "recovery-ambiguous": "Several requests begin so: give more of the id.",
    "recovery-ended": "This request has its answer already.",
}

ENROLMENT_TROUBLES = {
    "address-unknown": "Say first how tablets reach this server: fieldserver device address https://… --data …",
    "address-not-valid": "The address is https://host or https://host:port, as the tablets reach it.",
    "pin-not-valid": "A pin is sha256/ and 44 signs, or the file of a certificate in PEM.",
    "pins-needed": "Without a public authority a pin is needed: tablets would know the server by nothing.",
    "qr-not-a-picture": "A QR code is written as .svg or .png.",
}

IDENTITY_TROUBLES = {
    "totp-on-already": "This account has one-time codes already. Add --renew for another phone.",
    "totp-off-already": "This account has no one-time codes. See: fieldserver account totp on --help",
    "roles-and-nobody": "Name roles, or say --nobody: both at once cannot be.",
    "service-unset": "This town has no sign-in service. See: fieldserver sso set --help",
    "service-address": "The service is https://…, as its discovery document names itself.",
    "service-no-address": "Say first how browsers reach this server: fieldserver device address https://… --data …",
    "device-or-account": "Name a device, or an account with --account: one of the two.",
}

TROUBLES = {
    "account-not-valid": "An account's name has no spaces and at most 200 characters, such as an e-mail address.",
    "account-exists": "There is an account of this name already. See: fieldserver user list",
    "account-unknown": "There is no account of this name. See: fieldserver user list",
    "agent-unknown": "There is no such agent in the directory.",
    "agent-not-valid": "These values do not fit",
    "place-unknown": "There is no service with this code, and no team of this name.",
    "device-unknown": "There is no such device. See: fieldserver device list",
    "device-ambiguous": "Several devices begin so: give more of the id.",
    "password-length": (
        f"A password has at least {PASSWORD_CHARACTERS_MIN} and at most {PASSWORD_CHARACTERS_MAX} characters."
    ),
}
