"""How a receiver knows that a message is ours: the signature and headers of Standard Webhooks.

    key         HMAC-SHA256(server's key, "fieldserver webhook 1", tenant, webhook): nothing to steal in the database
    secret      whsec_ + base64(key), shown to the administrator, who gives it to the receiver
    signature   v1,base64(HMAC-SHA256(key, "id.timestamp.body"))

Source: the specification at standardwebhooks.com, version 1.0.0. A new secret is a new webhook.
"""

import base64
import hmac

PREFIX = "whsec_"
_LABEL = "fieldserver webhook 1"


def webhook_key(server_key: bytes, tenant: str, webhook: str) -> bytes:
    """Give the key of one webhook."""
    return hmac.digest(server_key, f"{_LABEL}\x1f{tenant}\x1f{webhook}".encode(), "sha256")


def secret_text(key: bytes) -> str:
    """Write a key as its receiver is given it."""
    return PREFIX + base64.b64encode(key).decode()


def signed_headers(key: bytes, message: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Give the headers of a message."""
    signed = b".".join((message.encode(), str(timestamp_s).encode(), body))
    signature = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {
        "content-type": "application/json",
        "user-agent": "Fieldapp-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{signature}",
    }
