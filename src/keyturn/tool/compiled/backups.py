"""Generated from tables/backups.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='restic',
    flags=('--prune -n --dry-run --unsafe-allow-remove-all --json --no-cache --no-lock -q --quiet -c --compact '
     '--remove-all --forget --cleanup-cache --insecure-tls --repack-small --repack-cacheable-only '
     '--repack-uncompressed --delete --no-extra-verify --verify --with-data --read-data --allow-empty-password '
     '--filter-empty'),
    valued=('-r --repo --repository-file -p --password-file --password-command --cache-dir --cacert --tls-client-cert -o '
     '--option -H --host --tag --path -l --keep-last --keep-hourly --keep-daily --keep-weekly --keep-monthly '
     '--keep-yearly --keep-within --keep-within-hourly --keep-within-daily --keep-within-weekly '
     '--keep-within-monthly --keep-within-yearly --keep-tag -g --group-by --max-unused --max-repack-size '
     '--limit-upload --limit-download --key-hint --retry-lock --compression --pack-size --stuck-request-timeout -t '
     '--target -e --exclude -i --include --exclude-file --iexclude -P --use-profile'),
    optional='-v --verbose --host',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-n --dry-run --help -h',
    alias={},
    facets=(('url', ('-r', '--repo'), 'RESTIC_REPOSITORY'),),
    rows={
        'forget': (
            Row('backups/delete', 'backup-delete', 'forgets snapshots {name}', 1, (), (), 'snapshots', open=True),
        ),
        'key remove': (
            Row('backups/lock', 'protection-off', 'removes the key {name}', 1, (), (), 'resources', open=False),
        ),
        'prune': (
            Row('backups/delete', 'backup-delete', 'deletes the data of forgotten snapshots for good', 1, (), (), 'snapshots', open=True),
        ),
        'repair snapshots': (
            Row('backups/delete', 'backup-delete', 'rewrites snapshots {name} and forgets the old ones', 1, (('--forget',),), (), 'snapshots', open=True),
        ),
        'restore': (
            Row('backups/restore', 'data-loss', 'restores {name} over what is there', 1, (('--delete',), ('--target=/',), ('-t=/',)), (), 'files', open=True),
        ),
        'rewrite': (
            Row('backups/delete', 'backup-delete', 'rewrites snapshots {name} and forgets the old ones', 1, (('--forget',),), (), 'snapshots', open=True),
        ),
        'unlock': (
            Row('backups/lock', 'protection-off', 'removes every lock of the repository, also those in use', 1, (('--remove-all',),), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='borg',
    flags=('-n --dry-run -s --stats --list --force --cache-only --keep-security-info --save-space -p --progress --repair '
     '-v --verbose --info --debug --critical --warning --error -q --show-rc --log-json --bypass-lock --sparse '
     '--verify-data --threshold'),
    valued=('-a --glob-archives --match-archives -P --prefix -d --keep-daily -w --keep-weekly -m --keep-monthly -y '
     '--keep-yearly -H --keep-hourly --keep-minutely --keep-secondly --keep-within --keep-last -r --repo --rsh '
     '--remote-path --lock-wait --umask --first --last --sort-by --consider-checkpoints --remote-ratelimit '
     '--upload-ratelimit -e --exclude --encryption'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-n --dry-run --help -h --cache-only',
    alias={},
    facets=(('url', ('-r', '--repo'), 'BORG_REPO'),),
    rows={
        'break-lock': (
            Row('backups/lock', 'protection-off', 'breaks the lock of the repository, also one in use', 1, (), (), 'resources', open=False),
        ),
        'check': (
            Row('backups/delete', 'backup-delete', 'repairs the repository and may throw archives away', 1, (('--repair',),), (), 'archives', open=True),
        ),
        'compact': (
            Row('backups/delete', 'backup-delete', 'frees the data of deleted archives for good', 1, (), (), 'archives', open=True),
        ),
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes archives {name}', 1, (), (), 'archives', open=True),
        ),
        'prune': (
            Row('backups/delete', 'backup-delete', 'deletes archives {name}', 1, (), (), 'archives', open=True),
        ),
        'rdelete': (
            Row('backups/delete', 'backup-delete', 'deletes archives {name}', 1, (), (), 'archives', open=True),
        ),
        'recreate': (
            Row('backups/delete', 'backup-delete', 'deletes archives {name}', 1, (), (), 'archives', open=True),
        ),
        'repo-delete': (
            Row('backups/delete', 'backup-delete', 'deletes archives {name}', 1, (), (), 'archives', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'with-lock': (
            Hand('command', 2, '', away=False, given=(), unless=()),
        ),
    },
)
_P2 = Program(
    kind='service',
    provider='borg',
    flags='-n --dry-run --prune --compact --stats --list --progress --force --json',
    valued='-c --config --archive --repository -v --verbosity --syslog-verbosity --log-file --override --destination',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-n --dry-run --help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('backups/delete', 'backup-delete', 'deletes archives by borgmatic', 1, (('prune',), ('compact',), ('delete',), ('repo-delete',), ('rdelete',), ('recreate',), ('--prune',), ('--compact',)), (), 'archives', open=True),
        ),
        'break-lock': (
            Row('backups/lock', 'protection-off', 'breaks the lock of the repository', 1, (), (), 'resources', open=False),
        ),
        'restore': (
            Row('backups/restore', 'data-loss', 'restores databases over what is there', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='kopia',
    flags='--delete --unsafe-ignore-source --all-snapshots-for-source --full --all --no-progress --global',
    valued='--config-file -p --password --log-level --reason --source',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'blob delete': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'blob gc': (
            Row('backups/delete', 'backup-delete', 'deletes the blobs that nothing refers to', 1, (('--delete=yes',),), (), 'resources', open=True),
        ),
        'blob rm': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'content delete': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'content rm': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'index optimize': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'manifest delete': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'manifest remove': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'manifest rm': (
            Row('backups/delete', 'backup-delete', 'deletes {name} of the repository', 1, (), (), 'snapshots', open=False),
        ),
        'policy delete': (
            Row('backups/lock', 'protection-off', 'removes a policy or user of the repository', 1, (), (), 'resources', open=False),
        ),
        'policy remove': (
            Row('backups/lock', 'protection-off', 'removes a policy or user of the repository', 1, (), (), 'resources', open=False),
        ),
        'policy rm': (
            Row('backups/lock', 'protection-off', 'removes a policy or user of the repository', 1, (), (), 'resources', open=False),
        ),
        'server user delete': (
            Row('backups/lock', 'protection-off', 'removes a policy or user of the repository', 1, (), (), 'resources', open=False),
        ),
        'snap delete': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', 1, (('--delete',), ('--unsafe-ignore-source',)), (), 'snapshots', open=False),
        ),
        'snap expire': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots past their time', 1, (('--delete',),), (), 'snapshots', open=True),
        ),
        'snap rm': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', 1, (('--delete',), ('--unsafe-ignore-source',)), (), 'snapshots', open=False),
        ),
        'snapshot delete': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', 1, (('--delete',), ('--unsafe-ignore-source',)), (), 'snapshots', open=False),
        ),
        'snapshot expire': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots past their time', 1, (('--delete',),), (), 'snapshots', open=True),
        ),
        'snapshot remove': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', 1, (('--delete',), ('--unsafe-ignore-source',)), (), 'snapshots', open=False),
        ),
        'snapshot rm': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', 1, (('--delete',), ('--unsafe-ignore-source',)), (), 'snapshots', open=False),
        ),
        'user delete': (
            Row('backups/lock', 'protection-off', 'removes a policy or user of the repository', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='duplicity',
    flags='--force --dry-run --no-encryption --extra-clean --allow-source-mismatch --progress --full-if-older',
    valued=('--archive-dir --name --encrypt-key --sign-key --gpg-options --time -t --restore-time --file-to-restore '
     '--full-if-older-than -v --verbosity --tempdir --ssh-options --s3-endpoint-url --s3-region-name --volsize'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h',
    alias={},
    facets=(),
    rows={
        'cleanup': (
            Row('backups/delete', 'backup-delete', 'deletes backup sets', 1, (('--force',),), (), 'backups', open=True),
        ),
        'remove-all-but-n-full': (
            Row('backups/delete', 'backup-delete', 'deletes backup sets', 1, (('--force',),), (), 'backups', open=True),
        ),
        'remove-all-inc-of-but-n-full': (
            Row('backups/delete', 'backup-delete', 'deletes backup sets', 1, (('--force',),), (), 'backups', open=True),
        ),
        'remove-older-than': (
            Row('backups/delete', 'backup-delete', 'deletes backup sets', 1, (('--force',),), (), 'backups', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='duplicacy',
    flags=('-dry-run -d -exclusive -exhaustive -all -a -collect-only -delete-only -overwrite -delete -ignore-owner '
     '-persist -stats -hash'),
    valued='-id -r -t -keep -storage -threads -ignore -key -key-passphrase',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-dry-run -d -help --help',
    alias={},
    facets=(),
    rows={
        'prune': (
            Row('backups/delete', 'backup-delete', 'deletes revisions', 1, (), (), 'revisions', open=True),
        ),
        'restore': (
            Row('backups/restore', 'data-loss', 'restores over what is there', 1, (('-overwrite',), ('-delete',)), (), 'files', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='rdiff-backup',
    flags='--force --check-destination-dir --regress --api-version --list-increments -l',
    valued='--remove-older-than --older-than --remote-schema --restore-as-of -r --tempdir',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('backups/delete', 'backup-delete', 'deletes increments of {name}', 1, (('--remove-older-than',),), (), 'increments', open=True),
        ),
        'regress': (
            Row('backups/delete', 'backup-delete', 'deletes increments', 1, (), (), 'increments', open=True),
        ),
        'remove': (
            Row('backups/delete', 'backup-delete', 'deletes increments', 1, (), (), 'increments', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='tarsnap',
    flags='-d -c -x -t -v -q --nuke --list-archives --print-stats --dry-run --recover --fsck --fsck-prune --fsck-write',
    valued='-f --keyfile --cachedir -C --keep-going --maxbw',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help',
    alias={},
    facets=(),
    rows={
        '': (
            Row('backups/delete', 'backup-delete', 'deletes the archive {name}', '-f', (('-d',), ('--nuke',)), (), 'archives', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='velero',
    flags='--confirm --all --wait --force',
    valued='-n --namespace --kubeconfig --kubecontext -l --selector --name --from-backup -o --from-schedule',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'remove': 'delete', 'rm': 'delete'},
    facets=(('cluster', ('--kubecontext',), ''),),
    rows={
        'backup delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'backup-location delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'delete backup': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'delete backup-location': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'delete backups': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'delete restore': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
        'delete schedule': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
        'delete snapshot-location': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'restore delete': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
        'schedule delete': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
        'schedule pause': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
        'snapshot delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'snapshot-location delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name} and its snapshots', 1, (), (), 'backups', open=False),
        ),
        'uninstall': (
            Row('backups/schedule', 'protection-off', 'removes {name} from the backup plan', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P9 = Program(
    kind='service',
    provider='pgbackrest',
    flags='--delta --force --dry-run --archive-only --no-delta',
    valued=('--stanza --repo --set --type --target --config --log-level-console --pg1-path --repo1-path '
     '--repo1-retention-full --db-include'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help',
    alias={},
    facets=(),
    rows={
        'expire': (
            Row('backups/delete', 'backup-delete', 'deletes backups of the stanza {name}', '--stanza', (), (), 'backups', open=False),
        ),
        'repo-rm': (
            Row('backups/delete', 'backup-delete', 'deletes backups of the stanza {name}', '--stanza', (), (), 'backups', open=False),
        ),
        'restore': (
            Row('backups/restore', 'data-loss', 'restores {name} over the present database files', '--stanza', (('--delta',), ('--force',)), (), 'resources', open=False),
        ),
        'stanza-delete': (
            Row('backups/delete', 'backup-delete', 'deletes backups of the stanza {name}', '--stanza', (), (), 'backups', open=False),
        ),
        'stop': (
            Row('backups/schedule', 'protection-off', 'stops backups and archiving', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P10 = Program(
    kind='service',
    provider='barman',
    flags='-q -d --release --get-wal --no-get-wal',
    valued='-c --config --remote-ssh-command --target-time --target --keep',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'backups', open=False),
        ),
        'keep': (
            Row('backups/schedule', 'protection-off', 'gives the kept backup {name} up to the retention policy', 1, (('--release',),), (), 'resources', open=False),
        ),
        'recover': (
            Row('backups/restore', 'data-loss', 'restores {name} over a directory', 1, (), (), 'resources', open=False),
        ),
        'restore': (
            Row('backups/restore', 'data-loss', 'restores {name} over a directory', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='service',
    provider='barman',
    flags='--batch -v -q',
    valued=('-b --backup-id -r --retention-policy --endpoint-url -P --aws-profile --cloud-provider --minimum-redundancy '
     '--profile'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'backups', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P12 = Program(
    kind='service',
    provider='wal-g',
    flags='--confirm --use-sentinel-time --turbo',
    valued='--config',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes backups: {name}', 1, (('--confirm',),), (), 'backups', open=True),
        ),
        'st rm': (
            Row('backups/delete', 'backup-delete', 'deletes {name} from the storage', 1, (), (), 'objects', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P13 = Program(
    kind='service',
    provider='wal-e',
    flags='--confirm -n --dry-run --terse',
    valued='--s3-prefix -k --gpg-key-id --wabs-prefix --gs-prefix',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-n --dry-run --help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes backups: {name}', 1, (), (), 'backups', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='service',
    provider='snapper',
    flags='-s --sync -q -v --no-dbus',
    valued='-c --config -i --input -p --path',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help',
    alias={},
    facets=(('project', ('-c', '--config'), ''),),
    rows={
        'cleanup': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots {name}', 1, (), (), 'snapshots', open=False),
        ),
        'del': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots {name}', 1, (), (), 'snapshots', open=False),
        ),
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots {name}', 1, (), (), 'snapshots', open=False),
        ),
        'delete-config': (
            Row('backups/delete', 'backup-delete', 'deletes a configuration with every snapshot in it', 1, (), (), 'snapshots', open=True),
        ),
        'remove': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots {name}', 1, (), (), 'snapshots', open=False),
        ),
        'rm': (
            Row('backups/delete', 'backup-delete', 'deletes snapshots {name}', 1, (), (), 'snapshots', open=False),
        ),
        'rollback': (
            Row('backups/restore', 'data-loss', 'takes the file system back to {name}', 1, (), (), 'files', open=True),
        ),
        'undochange': (
            Row('backups/restore', 'data-loss', 'takes the file system back to {name}', 1, (), (), 'files', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='service',
    provider='timeshift',
    flags='--delete --delete-all --restore --create --list --check --scripted --yes --skip-grub',
    valued='--snapshot --snapshot-device --target --target-device --comments --tags --grub-device',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        '': (
            Row('backups/delete', 'backup-delete', 'deletes the snapshot {name}', '--snapshot', (('--delete',), ('--delete-all',)), (), 'snapshots', open=False),
            Row('backups/restore', 'data-loss', 'takes the system back to the snapshot {name}', '--snapshot', (('--restore',),), (), 'files', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='service',
    provider='time-machine',
    flags='-a -v',
    valued='-d -t -p',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help help',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'snapshots', open=False),
        ),
        'deleteinprogress': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'snapshots', open=False),
        ),
        'deletelocalsnapshots': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'snapshots', open=False),
        ),
        'disable': (
            Row('backups/schedule', 'protection-off', 'switches backups off', 1, (), (), 'resources', open=False),
        ),
        'disablelocal': (
            Row('backups/schedule', 'protection-off', 'switches backups off', 1, (), (), 'resources', open=False),
        ),
        'removedestination': (
            Row('backups/schedule', 'protection-off', 'switches backups off', 1, (), (), 'resources', open=False),
        ),
        'thinlocalsnapshots': (
            Row('backups/delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'snapshots', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='service',
    provider='proxmox-backup',
    flags='--dry-run -n --force',
    valued=('--repository --ns --keep-last --keep-daily --keep-weekly --keep-monthly --keep-yearly --keyfile '
     '--output-format --destroy-data'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help',
    alias={},
    facets=(),
    rows={
        'datastore remove': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
        'forget': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
        'group forget': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
        'namespace delete': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
        'prune': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
        'snapshot forget': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'snapshots', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='service',
    provider='bup',
    flags='--unsafe -v',
    valued='-d --bup-dir --keep-all-for --keep-dailies-for --keep-monthlies-for --keep-yearlies-for',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --pretend -n',
    alias={},
    facets=(),
    rows={
        'gc': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'backups', open=False),
        ),
        'prune-older': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'backups', open=False),
        ),
        'rm': (
            Row('backups/delete', 'backup-delete', 'deletes backups {name}', 1, (), (), 'backups', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'restic': _P0,
    'rustic': _P0,
    'borg': _P1,
    'attic': _P1,
    'borgmatic': _P2,
    'kopia': _P3,
    'duplicity': _P4,
    'duplicacy': _P5,
    'rdiff-backup': _P6,
    'tarsnap': _P7,
    'velero': _P8,
    'pgbackrest': _P9,
    'barman': _P10,
    'barman-cloud-backup-delete': _P11,
    'wal-g': _P12,
    'wal-g-pg': _P12,
    'wal-g-mysql': _P12,
    'wal-g-mongo': _P12,
    'wal-e': _P13,
    'snapper': _P14,
    'timeshift': _P15,
    'tmutil': _P16,
    'proxmox-backup-client': _P17,
    'proxmox-backup-manager': _P17,
    'bup': _P18,
}
