"""Generated from tables/vault.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='vault',
    flags=('-force -f -prefix -sync -self -accessor-only -tls-skip-verify -non-interactive -enable-http -dr-token '
     '-disable -reset -cancel -init -local -seal-wrap -no-print -no-store -dry-run'),
    valued=('-address -agent-address -ca-cert -ca-path -client-cert -client-key -header -mfa -namespace -ns '
     '-tls-server-name -wrap-ttl -format -field -mount -versions -version -max-versions -cas -mode -path -type '
     '-description -increment -policy -ttl -display-name -role -id -method -server-id -leader-ca-cert -target '
     '-token -nonce -key-shares -key-threshold -pgp-keys'),
    optional='-accessor',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help -h --help -output-curl-string -output-policy -dry-run',
    alias={'step_down': 'step-down'},
    facets=(('url', ('-address',), 'VAULT_ADDR'), ('project', ('-namespace', '-ns'), 'VAULT_NAMESPACE')),
    rows={
        'audit disable': (
            Row('vault/audit-off', 'protection-off', 'switches the audit log {name} off', 1, (), (), 'resources', open=False),
        ),
        'auth disable': (
            Row('vault/engine-disable', 'service-delete', 'disables the login method {name} and revokes what it gave out', 1, (), (), 'logins', open=True),
        ),
        'auth move': (
            Row('vault/engine-move', 'availability', 'moves the mount {name}; every lease and path of it changes', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('vault/secret-delete', 'service-delete', 'deletes {name}', 1, (), (), 'paths', open=False),
        ),
        'kv delete': (
            Row('vault/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'secrets', open=False),
        ),
        'kv destroy': (
            Row('vault/secret-destroy', 'service-delete', 'destroys versions of the secret {name} for good', 1, (), (), 'secrets', open=False),
        ),
        'kv metadata delete': (
            Row('vault/secret-destroy', 'service-delete', 'destroys every version of the secret {name} for good', 1, (), (), 'secrets', open=False),
        ),
        'lease revoke': (
            Row('vault/revoke-prefix', 'service-delete', 'revokes every lease under {name}', 1, (('-prefix',),), (), 'leases', open=True),
            Row('vault/revoke', 'availability', 'revokes the lease {name}', 1, (), (('-prefix',),), 'leases', open=False),
        ),
        'namespace delete': (
            Row('vault/delete', 'service-delete', 'deletes {name} from Vault', 1, (), (), 'resources', open=False),
        ),
        'namespace lock': (
            Row('vault/stop', 'availability', 'locks the namespace {name}', 1, (), (), 'resources', open=False),
        ),
        'operator generate-root': (
            Row('vault/root-key', 'protection-off', 'makes a new root token or new unseal keys', 1, (), (('-status',), ('-cancel',), ('-decode=*',), ('-generate-otp',)), 'resources', open=False),
        ),
        'operator import': (
            Row('vault/restore', 'data-loss', 'replaces the whole content of Vault by {name}', 1, (), (), 'secrets', open=True),
        ),
        'operator migrate': (
            Row('vault/restore', 'data-loss', 'replaces the whole content of Vault by {name}', 1, (), (), 'secrets', open=True),
        ),
        'operator raft remove-peer': (
            Row('vault/stop', 'availability', 'seals Vault or takes a member of its cluster out', 1, (), (), 'resources', open=False),
        ),
        'operator raft snapshot restore': (
            Row('vault/restore', 'data-loss', 'replaces the whole content of Vault by {name}', 1, (), (), 'secrets', open=True),
        ),
        'operator rekey': (
            Row('vault/root-key', 'protection-off', 'makes a new root token or new unseal keys', 1, (), (('-status',), ('-cancel',), ('-decode=*',), ('-generate-otp',)), 'resources', open=False),
        ),
        'operator seal': (
            Row('vault/stop', 'availability', 'seals Vault or takes a member of its cluster out', 1, (), (), 'resources', open=False),
        ),
        'operator step-down': (
            Row('vault/stop', 'availability', 'seals Vault or takes a member of its cluster out', 1, (), (), 'resources', open=False),
        ),
        'pki revoke': (
            Row('vault/revoke', 'availability', 'revokes the certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'plugin deregister': (
            Row('vault/delete', 'service-delete', 'deletes {name} from Vault', 1, (), (), 'resources', open=False),
        ),
        'policy delete': (
            Row('vault/delete', 'service-delete', 'deletes {name} from Vault', 1, (), (), 'resources', open=False),
        ),
        'policy-delete': (
            Row('vault/delete', 'service-delete', 'deletes {name} from Vault', 1, (), (), 'resources', open=False),
        ),
        'remount': (
            Row('vault/engine-move', 'availability', 'moves the mount {name}; every lease and path of it changes', 1, (), (), 'resources', open=False),
        ),
        'revoke': (
            Row('vault/revoke-prefix', 'service-delete', 'revokes every lease under {name}', 1, (('-prefix',),), (), 'leases', open=True),
            Row('vault/revoke', 'availability', 'revokes the lease {name}', 1, (), (('-prefix',),), 'leases', open=False),
        ),
        'seal': (
            Row('vault/stop', 'availability', 'seals Vault or takes a member of its cluster out', 1, (), (), 'resources', open=False),
        ),
        'secrets disable': (
            Row('vault/engine-disable', 'service-delete', 'disables the secrets engine {name} with everything in it', 1, (), (), 'secrets', open=True),
        ),
        'secrets move': (
            Row('vault/engine-move', 'availability', 'moves the mount {name}; every lease and path of it changes', 1, (), (), 'resources', open=False),
        ),
        'ssh revoke': (
            Row('vault/revoke', 'availability', 'revokes the certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'token revoke': (
            Row('vault/revoke', 'availability', 'revokes the token {name} and every token made from it', 1, (), (('-self',),), 'tokens', open=False),
        ),
        'token-revoke': (
            Row('vault/revoke', 'availability', 'revokes the token {name} and every token made from it', 1, (), (('-self',),), 'tokens', open=False),
        ),
        'unmount': (
            Row('vault/engine-disable', 'service-delete', 'disables the secrets engine {name} with everything in it', 1, (), (), 'secrets', open=True),
        ),
        'write': (
            Row('vault/secret-destroy', 'service-delete', 'asks Vault to destroy what {name} holds', 1, (('*/destroy',), ('*/destroy/*',)), (), 'resources', open=False),
            Row('vault/stop', 'availability', 'seals Vault or takes a member of its cluster out', 1, (('sys/seal',), ('sys/step-down',), ('/sys/seal',), ('/sys/step-down',), ('sys/storage/raft/remove-peer',)), (), 'resources', open=False),
            Row('vault/revoke-prefix', 'service-delete', 'revokes every lease under {name}', 1, (('sys/leases/revoke-prefix/*',), ('sys/leases/revoke-force/*',), ('sys/revoke-prefix/*',), ('sys/revoke-force/*',), ('/sys/leases/revoke-*',)), (), 'leases', open=True),
            Row('vault/revoke', 'availability', 'revokes what {name} names', 1, (('sys/leases/revoke',), ('sys/revoke',), ('auth/token/revoke*',), ('identity/entity/batch-delete',)), (), 'resources', open=False),
            Row('vault/restore', 'data-loss', "overwrites Vault's own storage through {name}", 1, (('sys/storage/raft/snapshot*',), ('sys/raw/*',)), (), 'resources', open=True),
            Row('vault/key-unprotect', 'protection-off', 'lets the key {name} be deleted or its old versions be lost', 1, (('deletion_allowed=true',), ('min_decryption_version=*',)), (), 'resources', open=False),
            Row('vault/secret-destroy', 'service-delete', 'destroys versions of {name} for good', 1, (('*/destroy/*',),), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'vault': _P0,
    'bao': _P0,
}
