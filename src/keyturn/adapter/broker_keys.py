"""SSH signatures as keys: ssh-keygen checks the mathematics, the flags of a hardware key are read here.

`ssh-keygen -Y verify` takes an sk signature that nobody touched. What an authenticator says of the person stands in the
signed bytes, and decides how strong a key is: made sure who, touched, or a file that any program of the user can use.
"""

from __future__ import annotations

from keyturn.adapter.ssh_signatures import checked
from keyturn.broker.ports import KeyRefused, Proven
from keyturn.broker.quorum import PLAIN, PRESENT, VERIFIED
from keyturn.ledger import sshsig


class SshScheme:
    """See broker.ports.SignatureScheme. A public key is `TYPE BASE64`."""

    name = "ssh"

    def fingerprint(self, key: str) -> str:
        """See ports."""
        return self._key(key).fingerprint()

    def verify(self, key: str, message: bytes, namespace: str, signature: bytes) -> Proven:
        """See ports."""
        wanted = self._key(key)
        try:
            found = sshsig.read(signature)
        except sshsig.SignatureError as error:
            raise KeyRefused(error.what) from error
        if found.key.blob != wanted.blob:
            raise KeyRefused(f"it was signed by {found.key.fingerprint()}, which is not the key of this person")
        if found.namespace != namespace:
            raise KeyRefused(f"it was signed for {found.namespace!r}, not for {namespace!r}")
        strength = PLAIN
        if found.key.hardware:
            if not found.flags & sshsig.PRESENT:
                raise KeyRefused("the key was not touched")
            strength = VERIFIED if found.flags & sshsig.VERIFIED else PRESENT
        why = checked(found, message, namespace)
        if why:
            raise KeyRefused(why)
        return Proven(strength, found.key.fingerprint(), found.counter)

    def _key(self, text: str) -> sshsig.PublicKey:
        try:
            return sshsig.public_key_line(text)
        except sshsig.SignatureError as error:
            raise KeyRefused(error.what) from error
