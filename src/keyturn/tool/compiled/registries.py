"""Generated from tables/registries.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='npm',
    flags='--force -f --yes -y --json --silent -s --quiet -q --ignore-scripts --no-progress',
    valued='--registry --otp --tag --scope --access --auth-type --userconfig --prefix -C --dir --cwd --cache',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h',
    alias={'author': 'owner',
     'authors': 'owner',
     'del': 'remove',
     'delete': 'remove',
     'dist-tags': 'dist-tag',
     'grant': 'add',
     'revoke': 'remove',
     'rm': 'remove',
     'tokens': 'token',
     'undeprecate': 'deprecate'},
    facets=(('url', ('--registry',), 'NPM_CONFIG_REGISTRY'),),
    rows={
        'access add': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'access edit': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'access public': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'access remove': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'access restricted': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'access set': (
            Row('registries/owner', 'exposure', 'opens {name} to everybody or drops its second factor', 1, (('status=public',), ('mfa=none',)), (), 'resources', open=False),
        ),
        'deprecate': (
            Row('registries/deprecate', 'exposure', 'marks {name} as deprecated for everybody', 1, (), (), 'packages', open=False),
        ),
        'dist-tag remove': (
            Row('registries/yank', 'exposure', 'takes a tag of {name} away', 1, (), (), 'packages', open=False),
        ),
        'hook remove': (
            Row('registries/token', 'availability', 'revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'npm deprecate': (
            Row('registries/deprecate', 'exposure', 'marks {name} as deprecated for everybody', 1, (), (), 'packages', open=False),
        ),
        'npm tag remove': (
            Row('registries/yank', 'exposure', 'takes a tag of {name} away', 1, (), (), 'packages', open=False),
        ),
        'org remove': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'owner add': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'owner remove': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'profile disable-2fa': (
            Row('registries/owner', 'exposure', "switches the account's second factor off", 1, (), (), 'resources', open=False),
        ),
        'profile disable-mfa': (
            Row('registries/owner', 'exposure', "switches the account's second factor off", 1, (), (), 'resources', open=False),
        ),
        'profile disable-tfa': (
            Row('registries/owner', 'exposure', "switches the account's second factor off", 1, (), (), 'resources', open=False),
        ),
        'tag remove': (
            Row('registries/yank', 'exposure', 'takes a tag of {name} away', 1, (), (), 'packages', open=False),
        ),
        'team add': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'team destroy': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'team remove': (
            Row('registries/owner', 'exposure', 'changes who may see or publish {name}', 1, (), (), 'resources', open=False),
        ),
        'token remove': (
            Row('registries/token', 'availability', 'revokes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='crates.io',
    flags=('--undo --allow-dirty --no-verify -l --list -q --quiet -v --verbose -n --dry-run --offline --locked --frozen '
     '--all-features --force -f'),
    valued=('--version --vers --token --registry --index -a --add -r --remove --git --branch --tag --rev --path '
     '--manifest-path -C --target-dir -Z --config --color -p --package --features -F -j --jobs --root --bin'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='+nightly +stable +beta',
    dry='--dry-run -n --help -h --list -l',
    alias={},
    facets=(('url', ('--registry', '--index'), ''),),
    rows={
        'binstall': (
            Row('supply-chain/url-install', 'exposure', "installs from an address, past the registry's checks", '--git', (('--git',),), (), 'packages', open=False),
        ),
        'install': (
            Row('supply-chain/url-install', 'exposure', "installs from an address, past the registry's checks", '--git', (('--git',),), (), 'packages', open=False),
        ),
        'owner': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (('--add',), ('--remove',), ('-a',), ('-r',)), (), 'resources', open=False),
        ),
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'release': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'yank': (
            Row('registries/yank', 'exposure', 'yanks {name}', 1, (), (('--undo',),), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='rubygems',
    flags='-V -q --silent --undo',
    valued='-v --version -k --key --host -p --platform --otp -a --add -r --remove --attestation',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--host',), 'RUBYGEMS_HOST'),),
    rows={
        'owner': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (('--add',), ('--remove',), ('-a',), ('-r',)), (), 'resources', open=False),
        ),
        'push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'yank': (
            Row('registries/yank', 'exposure', 'yanks {name}', 1, (), (('--undo',),), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='pypi',
    flags='-s --sign --skip-existing --verbose --non-interactive --disable-progress-bar --strict --attestations',
    valued=('-r --repository --repository-url -u --username -p --password -c --comment --config-file --cert --client-cert '
     '-i --identity --sign-with'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'upload': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='pypi',
    flags='--setup-py --no-setup-py --no-use-vcs --skip-existing --release',
    valued=('-f --ini-file --repository -r --repository-url -u --username -p --password -m --manifest-path --pypirc '
     '--format -i'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'upload': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='nuget',
    flags='-NonInteractive --non-interactive --no-service-endpoint --skip-duplicate -SkipDuplicate --force-english-output',
    valued=('-Source -s --source -ApiKey -k --api-key -Verbosity -ConfigFile -sk --symbol-api-key -ss --symbol-source -t '
     '--timeout'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help --help -h',
    alias={},
    facets=(),
    rows={
        'add': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'delete': (
            Row('registries/yank', 'exposure', 'takes {name} off the list', 1, (), (), 'packages', open=False),
        ),
        'push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='cocoapods',
    flags='--allow-warnings --skip-import-validation --skip-tests --verbose --silent --synchronous',
    valued='--swift-version --in-favor-of --reason',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help',
    alias={},
    facets=(),
    rows={
        'repo push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'trunk add-owner': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (), (), 'resources', open=False),
        ),
        'trunk delete': (
            Row('registries/yank', 'exposure', 'takes {name} out of the registry', 1, (), (), 'packages', open=False),
        ),
        'trunk deprecate': (
            Row('registries/yank', 'exposure', 'takes {name} out of the registry', 1, (), (), 'packages', open=False),
        ),
        'trunk push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'trunk remove-owner': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='oci',
    flags='-v --verbose --insecure --allow-nondistributable-artifacts --force-tag-dereference --referrers -f --force',
    valued='--platform -r --auth-url -u -p -t --tag --host --logopt',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(),
    rows={
        'append': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'blob delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'image delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'image rm': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'manifest delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'manifest rm': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'repo delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'rm': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'tag delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'tag rm': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='oci',
    flags='--debug --insecure-policy --no-creds -q --quiet --all -a --remove-signatures --tls-verify',
    valued=('--policy --creds --src-creds --dest-creds --authfile --command-timeout --registries.d --override-os '
     '--override-arch --retry-times --cert-dir -f --format --multi-arch -s --src -d --dest'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('registries/image-delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P9 = Program(
    kind='service',
    provider='oci',
    flags='-f --force -d --debug -v --verbose --plain-http --insecure',
    valued=('-u --username -p --password --registry-config --artifact-type --config -a --annotation --annotation-file '
     '--media-type --platform'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'attach': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'blob delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'images', open=False),
        ),
        'delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'images', open=False),
        ),
        'manifest delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'images', open=False),
        ),
        'push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'repo delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'images', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P10 = Program(
    kind='service',
    provider='oci',
    flags='-y --yes -f --force -r --recursive',
    valued='--key --type -a --output-signature --registry-username --registry-password',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'clean': (
            Row('registries/image-delete', 'service-delete', 'deletes the signatures of {name}', 1, (), (), 'signatures', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='service',
    provider='artifactory',
    flags='--quiet --recursive',
    valued=('--url --server-id --user --password --access-token --spec --props --build --max-days --max-builds '
     '--exclude-builds --project --bundle'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h',
    alias={},
    facets=(('url', ('--url', '--server-id'), ''),),
    rows={
        'ds rbdel': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'ds release-bundle-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rbdell': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'release-bundle-delete-local': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt bdi': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt build-discard': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt del': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt delete-props': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt group-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt permission-target-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt rdel': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt replication-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt repo-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt u': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'rt udel': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
        'rt upload': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'rt user-delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'artifacts', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P12 = Program(
    kind='service',
    provider='cloudsmith',
    flags='-y --yes -v',
    valued='-k --api-key --api-host --config-file -P --profile',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'packages', open=False),
        ),
        'entitlements delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'packages', open=False),
        ),
        'push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'repos delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'packages', open=False),
        ),
        'repositories delete': (
            Row('registries/image-delete', 'service-delete', 'deletes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P13 = Program(
    kind='service',
    provider='anaconda',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'remove': (
            Row('registries/yank', 'exposure', 'takes {name} out of the registry', 1, (), (), 'packages', open=False),
        ),
        'upload': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='service',
    provider='marketplace',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'unpublish': (
            Row('registries/yank', 'exposure', 'takes {name} out of the registry', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='service',
    provider='jsr',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='service',
    provider='registry',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'upload': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (('--publish',),), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='service',
    provider='goreleaser',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'release': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='service',
    provider='pub',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'packages publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'pub publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P19 = Program(
    kind='service',
    provider='wasmer',
    flags='-f --force --yes -y --publish --clean --allow-dirty',
    valued='-p --pat -u --user -t --token --registry -i --package-path -c --config --site -C --directory',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h --snapshot --skip-publish',
    alias={},
    facets=(),
    rows={
        'package publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
        'publish': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P20 = Program(
    kind='service',
    provider='nuget',
    flags='--non-interactive --interactive --skip-duplicate --no-service-endpoint --force-english-output -n --no-symbols',
    valued='-s --source -k --api-key -t --timeout -ss --symbol-source -sk --symbol-api-key',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('-s', '--source'), ''),),
    rows={
        'nuget delete': (
            Row('registries/yank', 'exposure', 'takes {name} off the list', 1, (), (), 'packages', open=False),
        ),
        'nuget push': (
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (('--revert',),), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P21 = Program(
    kind='service',
    provider='hex',
    flags='--yes --replace',
    valued='--revert --organization --message --level',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'hex.owner add': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (), (), 'resources', open=False),
        ),
        'hex.owner remove': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (), (), 'resources', open=False),
        ),
        'hex.owner transfer': (
            Row('registries/owner', 'exposure', 'changes who may publish {name}', 1, (), (), 'resources', open=False),
        ),
        'hex.publish': (
            Row('registries/yank', 'exposure', 'takes the version {name} back', '--revert', (('--revert',),), (), 'packages', open=False),
            Row('supply-chain/publish', 'publish', 'publishes {name}', 1, (), (('--revert',),), 'packages', open=False),
        ),
        'hex.retire': (
            Row('registries/deprecate', 'exposure', 'marks {name} as retired for everybody', 1, (), (('--revert',), ('--unretire',)), 'packages', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'npm': _P0,
    'pnpm': _P0,
    'yarn': _P0,
    'bun': _P0,
    'cargo': _P1,
    'gem': _P2,
    'twine': _P3,
    'flit': _P4,
    'maturin': _P4,
    'nuget': _P5,
    'pod': _P6,
    'crane': _P7,
    'gcrane': _P7,
    'regctl': _P7,
    'reg': _P7,
    'skopeo': _P8,
    'oras': _P9,
    'cosign': _P10,
    'jf': _P11,
    'jfrog': _P11,
    'cloudsmith': _P12,
    'anaconda': _P13,
    'vsce': _P14,
    'ovsx': _P14,
    'jsr': _P15,
    'cabal': _P16,
    'opam': _P16,
    'luarocks': _P16,
    'goreleaser': _P17,
    'dart': _P18,
    'flutter': _P18,
    'wapm': _P19,
    'wasmer': _P19,
    'dotnet': _P20,
    'mix': _P21,
}
