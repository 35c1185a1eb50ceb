"""Generated from tables/secrets.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='1password',
    flags='--archive --cache --debug --no-color --iso-timestamps --permanently --all --forget --deauthorize-device-after',
    valued=('--account --vault --config --encoding --format --session --user --group --server --permissions --category '
     '--current-vault --destination-vault'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'documents': 'document',
     'groups': 'group',
     'items': 'item',
     'remove': 'delete',
     'rm': 'delete',
     'users': 'user',
     'vaults': 'vault'},
    facets=(('account', ('--account',), 'OP_ACCOUNT'), ('project', ('--vault',), '')),
    rows={
        'connect group revoke': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
        'connect server delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'connect token delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'connect vault revoke': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
        'document delete': (
            Row('secrets/archive', 'availability', 'takes {name} out of the vault, into the archive', 1, (('--archive',),), (), 'items', open=False),
            Row('secrets/delete', 'service-delete', 'deletes the item {name}', 1, (), (('--archive',),), 'items', open=False),
        ),
        'group delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'group user revoke': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
        'item delete': (
            Row('secrets/archive', 'availability', 'takes {name} out of the vault, into the archive', 1, (('--archive',),), (), 'items', open=False),
            Row('secrets/delete', 'service-delete', 'deletes the item {name}', 1, (), (('--archive',),), 'items', open=False),
        ),
        'service-account delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'user delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'user suspend': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
        'vault delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with everything in it', 1, (), (), 'resources', open=False),
        ),
        'vault group revoke': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
        'vault user revoke': (
            Row('secrets/revoke', 'availability', 'takes an access away', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='doppler',
    flags='-y --yes --json --silent --debug --no-check-version --no-verify-tls --no-timeout --print-config --raw',
    valued=('-p --project -c --config -t --token -e --environment --scope --configuration --config-dir --api-host '
     '--dashboard-host --attempts --timeout --slug --name'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('project', ('--project', '-p'), 'DOPPLER_PROJECT'), ('environment', ('--config', '-c'), 'DOPPLER_CONFIG')),
    rows={
        'configs delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with every secret in it', 1, (), (), 'secrets', open=True),
        ),
        'configs logs rollback': (
            Row('secrets/revoke', 'availability', 'revokes a token or rolls a configuration back: {name}', 1, (), (), 'resources', open=False),
        ),
        'configs tokens delete': (
            Row('secrets/revoke', 'availability', 'revokes a token or rolls a configuration back: {name}', 1, (), (), 'resources', open=False),
        ),
        'configs tokens revoke': (
            Row('secrets/revoke', 'availability', 'revokes a token or rolls a configuration back: {name}', 1, (), (), 'resources', open=False),
        ),
        'configs unlock': (
            Row('secrets/unprotect', 'protection-off', 'unlocks the configuration {name}', 1, (), (), 'resources', open=False),
        ),
        'environments delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with every secret in it', 1, (), (), 'secrets', open=True),
        ),
        'groups delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with every secret in it', 1, (), (), 'secrets', open=True),
        ),
        'projects delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes {name} with every secret in it', 1, (), (), 'secrets', open=True),
        ),
        'secrets delete': (
            Row('secrets/delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'secrets', open=False),
        ),
        'secrets notes delete': (
            Row('secrets/delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'secrets', open=False),
        ),
        'service-tokens revoke': (
            Row('secrets/revoke', 'availability', 'revokes a token or rolls a configuration back: {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy'), 2, 3, 'secrets/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='infisical',
    flags='--silent --telemetry --recursive',
    valued=('--env -e --path -p --projectId --token --type --domain -t --tags --name -n --log-level --identity-id '
     '--client-id --client-secret -l'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('environment', ('--env', '-e'), ''),),
    rows={
        'secrets folders delete': (
            Row('secrets/container-delete', 'service-delete', 'deletes a folder of secrets', 1, (), (), 'secrets', open=True),
        ),
    },
    verbs=(
            Verb(('delete', 'revoke'), 2, 4, 'secrets/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='bitwarden',
    flags='--pretty --raw --response --cleanexit --quiet --nointeraction -p --permanent -r',
    valued=('--session --itemid --organizationid --access-token -t -o --output --color --config-file --profile -u '
     '--server-url'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'items', open=False),
        ),
        'delete project': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete secret': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'project delete': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'secret delete': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='chamber',
    flags='-v --verbose --exact-key',
    valued='-b --backend --backend-s3-bucket --kms-key-alias -r --retries --min-throttle-delay --retry-mode',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('secrets/delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'secrets', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='pass',
    flags='-r -f -rf -fr --recursive --force -n --no-symbols -i --in-place -c --clip -m -e -y --yes',
    valued='-s --store',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'del': 'rm', 'delete': 'rm', 'remove': 'rm'},
    facets=(),
    rows={
        'generate': (
            Row('secrets/delete', 'service-delete', 'overwrites the password {name} without asking', 1, (('-f',), ('--force',)), (), 'passwords', open=False),
        ),
        'insert': (
            Row('secrets/delete', 'service-delete', 'overwrites the password {name} without asking', 1, (('-f',), ('--force',)), (), 'passwords', open=False),
        ),
        'recipients remove': (
            Row('secrets/revoke', 'availability', 'takes the access of {name} away', 1, (), (), 'resources', open=False),
        ),
        'recipients rm': (
            Row('secrets/revoke', 'availability', 'takes the access of {name} away', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('secrets/delete', 'service-delete', 'deletes the password {name}', 1, (), (), 'passwords', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='keybase',
    flags='-f --force -r --recursive',
    valued='-u --user -t --team --home -H --server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'account delete': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'account reset-me': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'device remove': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'fs rm': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'git delete': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'kvstore del': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'paperkey revoke': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'pgp drop': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'pgp purge': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'team delete': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'team remove-member': (
            Row('secrets/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='gnupg',
    flags=('--batch --yes --no-tty --armor -a --delete-secret-keys --delete-secret-key --delete-secret-and-public-keys '
     '--delete-secret-and-public-key --delete-keys --delete-key --list-keys -k -K --list-secret-keys --quiet -q -v '
     '--verbose --expert'),
    valued=('--homedir --pinentry-mode --passphrase --passphrase-fd --passphrase-file -u --local-user -r --recipient -o '
     '--output --keyserver --status-fd --default-key --quick-revoke-uid'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--help -h -n --dry-run --version',
    alias={},
    facets=(),
    rows={
        '': (
            Row('secrets/key-delete', 'service-delete', 'deletes the secret key {name}', 1, (('--delete-secret-keys',), ('--delete-secret-key',), ('--delete-secret-and-public-keys',), ('--delete-secret-and-public-key',)), (), 'keys', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='keytool',
    flags='-delete -list -v -noprompt -cacerts -rfc -protected -trustcacerts -genkeypair -importcert -exportcert',
    valued=('-alias -keystore -storepass -storetype -keypass -providerClass -providerName -addprovider -file -dname '
     '-destalias'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help --help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('secrets/key-delete', 'service-delete', 'deletes the entry {name} of a key store', '-alias', (('-delete',),), (), 'keys', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P9 = Program(
    kind='service',
    provider='letsencrypt',
    flags=('-n --non-interactive --noninteractive --agree-tos --delete-after-revoke --no-delete-after-revoke --quiet -q '
     '-v --staging --test-cert --force-renewal'),
    valued=('--cert-name --cert-path --key-path --reason --config-dir --work-dir --logs-dir --server --account -d '
     '--domains --domain -c --config -m --email --checkpoints'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('secrets/certificate', 'availability', 'deletes the certificate {name}', '--cert-name -d --domain --domains', (), (), 'certificates', open=False),
        ),
        'revoke': (
            Row('secrets/certificate', 'availability', 'revokes a certificate or account', '--cert-name --cert-path', (), (), 'certificates', open=False),
        ),
        'rollback': (
            Row('secrets/certificate', 'availability', 'revokes a certificate or account', '--cert-name --cert-path', (), (), 'certificates', open=False),
        ),
        'unregister': (
            Row('secrets/certificate', 'availability', 'revokes a certificate or account', '--cert-name --cert-path', (), (), 'certificates', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P10 = Program(
    kind='service',
    provider='acme',
    flags='--remove --revoke --uninstall --deactivate --deactivate-account --ecc --force --debug',
    valued='-d --domain --home --server --revoke-reason --config-home --cert-home',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('secrets/certificate', 'availability', 'removes or revokes the certificate {name}', '-d --domain', (('--remove',), ('--revoke',), ('--uninstall',), ('--deactivate',), ('--deactivate-account',)), (), 'certificates', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='service',
    provider='step',
    flags='--force -f --insecure --all --offline --no-password --token-only',
    valued=('--cert --key --token --ca-url --root --reason --reasonCode --password-file --provisioner --admin-subject '
     '--admin-provisioner --admin-cert --admin-key --type --context --ca-config --config'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'ca acme eab remove': (
            Row('secrets/certificate', 'availability', 'revokes or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ca admin remove': (
            Row('secrets/certificate', 'availability', 'revokes or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ca provisioner remove': (
            Row('secrets/certificate', 'availability', 'revokes or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'ca revoke': (
            Row('secrets/certificate', 'availability', 'revokes or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'certificate uninstall': (
            Row('secrets/certificate', 'availability', 'revokes or removes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P12 = Program(
    kind='service',
    provider='keychain',
    flags='-q -i -v -t -d -D',
    valued='-l -s -a -c -C -G -j -r -p -k -Z -w',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'authorizationdb remove': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-certificate': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-generic-password': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-identity': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-internet-password': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-key': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'delete-keychain': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
        'remove-trusted-cert': (
            Row('secrets/key-delete', 'service-delete', 'deletes from the keychain', 1, (), (), 'keys', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P13 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --sync --delete-immediately --delete-object --delete --batch --login -l --recursive',
    valued=('--name -n --path --profile --token --label --id --type --module --pin --device --slot --sync --id '
     '--resource-id'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'clear': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'del': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete-auth-method': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-item': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-items': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-role': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-target': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'config reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'fido credentials delete': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'fido reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'hsmauth reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'oath accounts delete': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'oath reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'openpgp reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'otp delete': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'piv certificates delete': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'piv keys delete': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
        'piv reset': (
            Row('secrets/key-delete', 'service-delete', 'deletes keys from a hardware token for good', 1, (), (), 'keys', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'rm': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'rmdir': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'variable delete': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P19 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete folder': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete resource': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P20 = Program(
    kind='service',
    provider='secrets',
    flags='-f --force -y --yes --delete-immediately --recursive',
    valued='--name -n --path --profile --token --device --id --config -c --auth-server',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'nodes rm': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'tokens rm': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'users rm': (
            Row('secrets/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P21 = Program(
    kind='service',
    provider='secrets',
    flags='--delete --delete-object --login -l --batch',
    valued='--label --id --type -y --module --pin -p --slot --provider -a -d --token-label',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('secrets/key-delete', 'service-delete', 'deletes an object of a security module', 1, (('--delete',), ('--delete-object',)), (), 'keys', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'op': _P0,
    'doppler': _P1,
    'infisical': _P2,
    'bw': _P3,
    'bws': _P3,
    'chamber': _P4,
    'pass': _P5,
    'gopass': _P5,
    'keybase': _P6,
    'gpg': _P7,
    'gpg2': _P7,
    'keytool': _P8,
    'certbot': _P9,
    'certbot-auto': _P9,
    'letsencrypt': _P9,
    'acme.sh': _P10,
    'step': _P11,
    'security': _P12,
    'secret-tool': _P13,
    'keyring': _P14,
    'akeyless': _P15,
    'ykman': _P16,
    'lpass': _P17,
    'conjur': _P18,
    'passbolt': _P19,
    'tctl': _P20,
    'p11tool': _P21,
    'pkcs11-tool': _P21,
}
