"""Generated from tables/object_storage.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='object storage',
    flags=('-v -vv -q -P --progress --dry-run -n --interactive -i --checksum -c --size-only --update -u '
     '--ignore-existing --fast-list --delete-before --delete-during --delete-after --delete-excluded --rmdirs '
     '--create-empty-src-dirs --no-traverse --immutable --track-renames --delete-empty-src-dirs --leave-root '
     '--by-hash --force --resync --ignore-errors --inplace --server-side-across-configs --no-check-dest '
     '--files-only --dirs-only --human-readable --quiet --verbose'),
    valued=('--config --include --exclude --filter --filter-from --include-from --exclude-from --files-from '
     '--files-from-raw --min-age --max-age --min-size --max-size --transfers --checkers --bwlimit --log-file '
     '--log-level --backup-dir --suffix --max-delete --max-delete-size --max-transfer --stats --retries '
     '--low-level-retries --dedupe-mode --cutoff-mode --s3-acl --user-agent --rc-addr --timeout --contimeout '
     '--compare-dest --copy-dest --max-depth --drive-root-folder-id --tpslimit --s3-provider --s3-endpoint '
     '--s3-region --buffer-size --conflict-resolve --workdir'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run -n --interactive -i --help -h',
    alias={'move': 'move', 'rmdirs': 'rmdirs'},
    facets=(),
    rows={
        'backend cleanup': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'backend cleanup-hidden': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'bisync': (
            Row('object-storage/sync-delete', 'service-delete', 'makes both sides alike without the checks on deletions ({name})', 1, (('--resync',), ('--force',)), (), 'objects', open=True),
        ),
        'cleanup': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'config delete': (
            Row('object-storage/remove', 'bounded-write', 'forgets the remote {name} on this machine', 1, (), (), 'resources', open=False),
        ),
        'dedupe': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
            Row('object-storage/remove', 'bounded-write', 'sorts out duplicates in {name}', 1, (('--dedupe-mode=skip',), ('--dedupe-mode=list',), ('--dedupe-mode=rename',)), (), 'objects', open=False),
        ),
        'delete': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (), (), 'objects', open=True),
        ),
        'deletefile': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'move': (
            Row('object-storage/move-away', 'service-delete', 'moves everything of {name}; the source is deleted', 1, (), (), 'objects', open=True),
        ),
        'moveto': (
            Row('object-storage/move-away', 'service-delete', 'moves everything of {name}; the source is deleted', 1, (), (), 'objects', open=True),
        ),
        'purge': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (), (), 'objects', open=True),
        ),
        'rmdir': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'rmdirs': (
            Row('object-storage/remove', 'service-delete', 'deletes files, versions or directories of {name}', 1, (), (), 'objects', open=False),
        ),
        'sync': (
            Row('object-storage/sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (), (('--max-delete=0',),), 'objects', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='cloud',
    provider='object storage',
    flags=('-r --recursive -f --force -n --dry-run -v -q --delete-removed --no-delete-removed --delete-after '
     '--delete-after-fetch --acl-public -P --acl-private --skip-existing --no-progress --human-readable -H --ssl '
     '--no-ssl --guess-mime-type -M --no-preserve --follow-symlinks -F --continue-put --no-check-md5 --use-https'),
    valued=('-c --config --access_key --secret_key --access_token --host --host-bucket --region --exclude --rexclude '
     '--include --rinclude --exclude-from --files-from --max-delete --bucket-location -s --storage-class '
     '--acl-grant --acl-revoke --mime-type -m --add-header --remove-header --expiry-days --expiry-date '
     '--expiry-prefix --limit -D --restore-days --cache-file --stop-on-error'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-n --dry-run --help -h',
    alias={},
    facets=(('url', ('--host',), ''),),
    rows={
        'abortmp': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'cfdelete': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'cfremove': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'del': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('-r',), ('--recursive',)), (), 'objects', open=True),
            Row('object-storage/remove', 'service-delete', 'deletes {name}', 1, (), (('-r',), ('--recursive',)), 'objects', open=False),
        ),
        'delcors': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'dellifecycle': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'delpolicy': (
            Row('object-storage/protection-off', 'protection-off', 'takes a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'expire': (
            Row('object-storage/expire', 'data-loss', 'lets the objects of {name} expire', 1, (), (), 'objects', open=True),
        ),
        'mb': (
            Row('object-storage/public', 'exposure', 'makes {name} public', 1, (('--acl-public',), ('-P',)), (), 'resources', open=False),
        ),
        'mv': (
            Row('object-storage/move-away', 'service-delete', 'moves everything of {name}; the source is deleted', 1, (('-r',), ('--recursive',)), (), 'objects', open=True),
        ),
        'put': (
            Row('object-storage/public', 'exposure', 'makes {name} public', 1, (('--acl-public',), ('-P',)), (), 'resources', open=False),
        ),
        'rb': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes the bucket {name}', 1, (), (), 'resources', open=True),
        ),
        'rm': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('-r',), ('--recursive',)), (), 'objects', open=True),
            Row('object-storage/remove', 'service-delete', 'deletes {name}', 1, (), (('-r',), ('--recursive',)), 'objects', open=False),
        ),
        'setacl': (
            Row('object-storage/public', 'exposure', 'makes {name} public', 1, (('--acl-public',), ('-P',)), (), 'resources', open=False),
        ),
        'sync': (
            Row('object-storage/sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--delete-removed',), ('--delete-after',)), (('--no-delete-removed',),), 'objects', open=True),
            Row('object-storage/public', 'exposure', 'makes {name} public', 1, (('--acl-public',), ('-P',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='object storage',
    flags=('--dry-run --json --stat --no-verify-ssl --no-sign-request --use-list-objects-v1 --delete --size-only '
     '--exact-timestamps --all-versions --recursive --no-clobber -n --raw --flatten -f'),
    valued=('--endpoint-url --profile --credentials-file --numworkers --retry-count -r --log --exclude --include --acl '
     '--storage-class --sse --source-region --destination-region --concurrency -c --part-size -p --version-id '
     '--request-payer --max-delete'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --help -h',
    alias={},
    facets=(('url', ('--endpoint-url',), 'S3_ENDPOINT_URL'),),
    rows={
        'bucket-version': (
            Row('object-storage/protection-off', 'protection-off', 'switches versions of {name} off', 1, (('--set=suspended',),), (), 'resources', open=False),
        ),
        'mv': (
            Row('object-storage/move-away', 'service-delete', 'moves {name}; the source is deleted', 1, (), (), 'objects', open=False),
        ),
        'rb': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes the bucket {name}', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=False),
        ),
        'sync': (
            Row('object-storage/sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--delete',),), (), 'objects', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='cloud',
    provider='object storage',
    flags=('--recursive -r --force --dangerous --incomplete -I --fake --remove --overwrite --versions --bypass --quiet '
     '-q --no-color --json --debug --insecure --watch -w --non-current --stdin --preserve -a --dry-run --all '
     '--purge'),
    valued=('--config-dir -C --older-than --newer-than --version-id --vid --rewind --exclude --expire-days --expiry-days '
     '--id --encrypt-key --attr --storage-class --arn --priority'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--fake --dry-run --help -h',
    alias={},
    facets=(),
    rows={
        'admin accesskey rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin audit disable': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'admin bucket remote rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin config reset': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin decommission start': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin group disable': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin group remove': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin group rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin idp ldap rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin idp openid rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin policy detach': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin policy remove': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin policy rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin replicate rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin scanner': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'admin service freeze': (
            Row('object-storage/stop', 'availability', 'stops or restarts the server {name}', 1, (), (), 'resources', open=False),
        ),
        'admin service restart': (
            Row('object-storage/stop', 'availability', 'stops or restarts the server {name}', 1, (), (), 'resources', open=False),
        ),
        'admin service stop': (
            Row('object-storage/stop', 'availability', 'stops or restarts the server {name}', 1, (), (), 'resources', open=False),
        ),
        'admin tier rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin user disable': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin user remove': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin user rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin user svcacct remove': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'admin user svcacct rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'alias': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'anonymous set': (
            Row('object-storage/public', 'exposure', 'opens {name} to everyone', 2, (('public',), ('download',), ('upload',)), (), 'resources', open=False),
        ),
        'config host': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'encrypt clear': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'event remove': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'event rm': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'ilm add': (
            Row('object-storage/expire', 'data-loss', 'lets the objects of {name} expire', 1, (), (), 'objects', open=True),
        ),
        'ilm import': (
            Row('object-storage/expire', 'data-loss', 'lets the objects of {name} expire', 1, (), (), 'objects', open=True),
        ),
        'ilm rm': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'ilm rule add': (
            Row('object-storage/expire', 'data-loss', 'lets the objects of {name} expire', 1, (), (), 'objects', open=True),
        ),
        'ilm rule import': (
            Row('object-storage/expire', 'data-loss', 'lets the objects of {name} expire', 1, (), (), 'objects', open=True),
        ),
        'ilm rule remove': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'ilm rule rm': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'ilm tier rm': (
            Row('object-storage/admin-remove', 'service-delete', 'takes a user, right or part of the server away ({name})', 2, (), (), 'resources', open=False),
        ),
        'legalhold clear': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'mirror': (
            Row('object-storage/sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--remove',),), (), 'objects', open=True),
        ),
        'mv': (
            Row('object-storage/move-away', 'service-delete', 'moves everything of {name}; the source is deleted', 1, (('--recursive',), ('-r',)), (), 'objects', open=True),
        ),
        'policy set': (
            Row('object-storage/public', 'exposure', 'opens {name} to everyone', 2, (('public',), ('download',), ('upload',)), (), 'resources', open=False),
        ),
        'quota clear': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'rb': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes the bucket {name}', 1, (), (), 'resources', open=True),
        ),
        'replicate remove': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'replicate rm': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'retention clear': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('--recursive',), ('-r',), ('--versions',), ('--stdin',)), (), 'objects', open=True),
            Row('object-storage/remove', 'service-delete', 'deletes {name}', 1, (), (('--recursive',), ('-r',), ('--versions',), ('--stdin',)), 'objects', open=False),
        ),
        'share': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'tag': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'undo': (
            Row('object-storage/remove', 'service-delete', 'takes the last change of {name} back', 1, (), (), 'objects', open=False),
        ),
        'version suspend': (
            Row('object-storage/protection-off', 'protection-off', 'takes versions, retention or a rule off {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='cloud',
    provider='object storage',
    flags=('--dry-run --dryRun --delete --replace-newer --replaceNewer --skip-newer --skipNewer --recursive -r '
     '--versions --with-wildcard --no-progress --noProgress --quiet -q --fail-fast --failFast --allow-empty-source '
     '--allowEmptySource --bypass-governance'),
    valued=('--threads --keep-days --keepDays --exclude-regex --excludeRegex --include-regex --includeRegex '
     '--exclude-dir-regex --profile --compare-versions --queue-size --default-retention-mode --lifecycle-rule'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--dry-run --dryRun --help -h',
    alias={},
    facets=(),
    rows={
        'bucket create': (
            Row('object-storage/public', 'exposure', 'makes the bucket {name} public', 1, (('allpublic',),), (), 'resources', open=False),
        ),
        'bucket delete': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'bucket empty': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'bucket update': (
            Row('object-storage/public', 'exposure', 'makes the bucket {name} public', 1, (('allpublic',),), (), 'resources', open=False),
        ),
        'cancel-all-unfinished-large-files': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'cancel-large-file': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'create-bucket': (
            Row('object-storage/public', 'exposure', 'makes the bucket {name} public', 1, (('allpublic',),), (), 'resources', open=False),
        ),
        'delete-bucket': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'delete-file-version': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'delete-key': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'delete_bucket': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'delete_file_version': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'file delete': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'file hide': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'file large unfinished cancel': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'hide-file': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'hide_file': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'key delete': (
            Row('object-storage/remove', 'service-delete', 'deletes or hides {name}', 1, (), (), 'objects', open=False),
        ),
        'rm': (
            Row('object-storage/remove-recursive', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'sync': (
            Row('object-storage/sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--delete',), ('--keep-days',), ('--keepDays',)), (), 'objects', open=True),
        ),
        'update-bucket': (
            Row('object-storage/public', 'exposure', 'makes the bucket {name} public', 1, (('allpublic',),), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'rclone': _P0,
    's3cmd': _P1,
    's5cmd': _P2,
    'mc': _P3,
    'mcli': _P3,
    'b2': _P4,
    'b2v4': _P4,
    'b2v3': _P4,
}
