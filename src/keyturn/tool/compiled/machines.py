"""Generated from tables/machines.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='infrastructure',
    provider='libvirt',
    flags=('-q --quiet -r --readonly --managed-save --remove-all-storage --snapshots-metadata --checkpoints-metadata '
     '--nvram --wipe-storage --delete-snapshots --delete-storage-volume-snapshots --graceful --children --metadata '
     '--config --live --persistent --current'),
    valued='-c --connect --pool --storage --snapshotname --domain --vol --alg --mode --network --interface --target',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(('url', ('-c', '--connect'), 'LIBVIRT_DEFAULT_URI'),),
    rows={
        'checkpoint-delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'destroy': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'detach-device': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'detach-disk': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'iface-destroy': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'managedsave-remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'net-destroy': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'net-undefine': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'nwfilter-undefine': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pool-delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pool-destroy': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'pool-undefine': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'reset': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'secret-undefine': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'snapshot-delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot-revert': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot', 1, (), (), 'resources', open=False),
        ),
        'undefine': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'vol-delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'vol-wipe': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='infrastructure',
    provider='virtualbox',
    flags='--delete --delete-all --force -q --nologo',
    valued='--type --machinereadable --uuid',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'closemedium': (
            Row('machines/delete', 'service-delete', 'deletes the virtual machine or disk {name}', 1, (('--delete',), ('--delete-all',)), (), 'machines', open=False),
        ),
        'dhcpserver remove': (
            Row('machines/stop', 'availability', 'removes a network of the machines', 1, (), (), 'resources', open=False),
        ),
        'hostonlyif remove': (
            Row('machines/stop', 'availability', 'removes a network of the machines', 1, (), (), 'resources', open=False),
        ),
        'natnetwork remove': (
            Row('machines/stop', 'availability', 'removes a network of the machines', 1, (), (), 'resources', open=False),
        ),
        'unregistervm': (
            Row('machines/delete', 'service-delete', 'deletes the virtual machine or disk {name}', 1, (('--delete',), ('--delete-all',)), (), 'machines', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 3, 3, 'machines/snapshot-delete', 'backup-delete', 'deletes the snapshot {name}'),
            Verb(('restore', 'restorecurrent'), 3, 3, 'machines/revert', 'data-loss', 'takes the machine back to the snapshot {name}'),
            Verb(('poweroff', 'reset'), 3, 3, 'machines/stop', 'availability', 'cuts the machine off at once'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='infrastructure',
    provider='multipass',
    flags='-p --purge --all -v',
    valued='--format --timeout -t',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'purge': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'restore': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='infrastructure',
    provider='lxd',
    flags='-f --force -i --interactive -q --quiet --debug -v --verbose --all',
    valued='--project --target --format',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'del': 'delete', 'remove': 'delete', 'rm': 'delete'},
    facets=(('project', ('--project',), ''),),
    rows={
        'cluster delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'cluster remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'image delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'network delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'profile delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'project delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'rebuild': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot or its image', 1, (), (), 'resources', open=False),
        ),
        'restore': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot or its image', 1, (), (), 'resources', open=False),
        ),
        'snapshot delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot restore': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot or its image', 1, (), (), 'resources', open=False),
        ),
        'storage bucket delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'storage delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'storage volume delete': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'storage volume snapshot delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'exec': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P4 = Program(
    kind='infrastructure',
    provider='proxmox',
    flags='--purge -purge --destroy-unreferenced-disks --force -force --skiplock -skiplock --unused-id',
    valued='--timeout --snapname --delete -delete --keepActive',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='help --help',
    alias={},
    facets=(),
    rows={
        'delsnapshot': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'disk unlink': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'reset': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'unlink': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'exec': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
        'guest exec': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P5 = Program(
    kind='infrastructure',
    provider='proxmox',
    flags='--force --purge',
    valued='--delay --content',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='help --help',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'delnode': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'free': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'remove': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'user delete': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
        'userdel': (
            Row('machines/delete', 'service-delete', 'deletes {name} with its disks', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='infrastructure',
    provider='vsphere',
    flags='-k -on -off -f -force -r -s -reset -keep -soft -detach -remove-children',
    valued='-u -dc -vm -ds -host -cluster -pool -name -k -cert -key -ca -vm.ip -vm.path -vm.dns -library -folder',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-h -help --help',
    alias={},
    facets=(('url', ('-u',), 'GOVC_URL'),),
    rows={
        'cluster.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'datacenter.destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'datastore.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'datastore.rm': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'device.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'disk.rm': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'disk.snapshot.rm': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes the snapshot {name}', 1, (), (), 'snapshots', open=False),
        ),
        'dvs.portgroup.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'folder.destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'host.disconnect': (
            Row('machines/stop', 'availability', 'stops {name}', 1, (), (('-on',),), 'resources', open=False),
        ),
        'host.maintenance.enter': (
            Row('machines/stop', 'availability', 'stops {name}', 1, (), (('-on',),), 'resources', open=False),
        ),
        'host.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'host.shutdown': (
            Row('machines/stop', 'availability', 'stops {name}', 1, (), (('-on',),), 'resources', open=False),
        ),
        'library.rm': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'namespace.rm': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'object.destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pool.destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'role.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'snapshot.remove': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes the snapshot {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot.revert': (
            Row('machines/revert', 'data-loss', 'takes a machine back to a snapshot', 1, (), (), 'resources', open=False),
        ),
        'sso.user.rm': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'vm.destroy': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'vm.disk.remove': (
            Row('machines/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'vm.power': (
            Row('machines/stop', 'availability', 'stops {name}', 1, (), (('-on',),), 'resources', open=False),
        ),
        'vm.unregister': (
            Row('machines/stop', 'availability', 'stops {name}', 1, (), (('-on',),), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='infrastructure',
    provider='lima',
    flags='-f --force --debug --tty',
    valued='--log-level',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'disk delete': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'disk remove': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'disk rm': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'factory-reset': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'remove': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'rm': (
            Row('machines/delete', 'service-delete', 'deletes the instance {name}', 1, (), (), 'machines', open=False),
        ),
        'snapshot delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'shell': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P8 = Program(
    kind='infrastructure',
    provider='docker-machine',
    flags='-f --force -y -D --debug',
    valued='-s --storage-path --github-api-token',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'kill': (
            Row('machines/delete', 'service-delete', 'deletes or kills the machine {name}', 1, (), (), 'machines', open=False),
        ),
        'rm': (
            Row('machines/delete', 'service-delete', 'deletes or kills the machine {name}', 1, (), (), 'machines', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'ssh': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P9 = Program(
    kind='infrastructure',
    provider='systemd',
    flags='-q --quiet --all -l --full --read-only --force --runtime --now',
    valued='-M --machine -H --host -p --property -n --lines -o --output --signal -s --kill-whom',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version',
    alias={},
    facets=(),
    rows={
        'clean': (
            Row('machines/delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'kill': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
        'remove': (
            Row('machines/delete', 'service-delete', 'deletes the image {name}', 1, (), (), 'images', open=False),
        ),
        'terminate': (
            Row('machines/stop', 'availability', 'cuts {name} off at once', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P10 = Program(
    kind='infrastructure',
    provider='desktop-vm',
    flags='--purge --kill --force',
    valued='-T -vp -gu -gp -h -u -p -P',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help help',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('machines/delete', 'service-delete', 'deletes the virtual machine {name}', 1, (), (), 'machines', open=False),
        ),
        'deleteSnapshot': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'deleteVM': (
            Row('machines/delete', 'service-delete', 'deletes the virtual machine {name}', 1, (), (), 'machines', open=False),
        ),
        'revertToSnapshot': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot', 1, (), (), 'resources', open=False),
        ),
        'snapshot-delete': (
            Row('machines/snapshot-delete', 'backup-delete', 'deletes a snapshot of {name}', 1, (), (), 'snapshots', open=False),
        ),
        'snapshot-switch': (
            Row('machines/revert', 'data-loss', 'takes {name} back to a snapshot', 1, (), (), 'resources', open=False),
        ),
        'unregister': (
            Row('machines/delete', 'service-delete', 'deletes the virtual machine {name}', 1, (), (), 'machines', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='infrastructure',
    provider='lxc',
    flags='-f --force -s --snapshots -k --kill -r',
    valued='-n --name -P --lxcpath -d --destroy',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --usage',
    alias={},
    facets=(),
    rows={
        '': (
            Row('machines/delete', 'service-delete', 'deletes or stops the container {name}', '-n --name', (), (), 'machines', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P12 = Program(
    kind='infrastructure',
    provider='chef',
    flags='-y --yes --purge -P --all -a --force -v -V --defaults --delete-validators',
    valued='-c --config -u --user -s --server-url -k --key -F --format -E --environment -z --chef-repo-path',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help -W --why-run',
    alias={},
    facets=(('url', ('-s', '--server-url'), ''),),
    rows={
        'acl remove': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'client bulk delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'client delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'cookbook bulk delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'cookbook delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'cookbook site unshare': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'data bag delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'ec2 server delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'environment delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'node bulk delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'node delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'policy delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'role bulk delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'role delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'supermarket unshare': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'user delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'vault delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
        'vsphere vm delete': (
            Row('machines/node-delete', 'service-delete', 'deletes {name} from the Chef server', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'ssh': (
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P13 = Program(
    kind='infrastructure',
    provider='puppet',
    flags='--all --verbose --debug -v -d -t --test',
    valued='--certname --environment --modulepath --config --server --confdir',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --noop',
    alias={},
    facets=(),
    rows={
        'ca clean': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'ca destroy': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'ca revoke': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'cert clean': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'node clean': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'node deactivate': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'node purge': (
            Row('machines/node-delete', 'service-delete', 'deletes the node or certificate {name}', 1, (), (), 'resources', open=False),
        ),
        'resource': (
            Row('machines/node-delete', 'service-delete', 'makes sure that {name} does not exist', 1, (('ensure=absent',), ('ensure=purged',), ('ensure=stopped',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='infrastructure',
    provider='salt',
    flags='-y --yes -A -R -D --accept-all --reject-all --delete-all -l -L --list-all -q --include-all',
    valued='-c --config-dir -d --delete -r --reject -a --accept -p --print -f --finger',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version',
    alias={},
    facets=(),
    rows={
        '': (
            Row('machines/node-delete', 'service-delete', 'deletes the key of {name}', '-d --delete -r --reject', (('-d',), ('--delete',), ('-D',), ('--delete-all',), ('-R',), ('--reject-all',), ('-r',), ('--reject',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='infrastructure',
    provider='salt',
    flags='-y --assume-yes -P --parallel -d --destroy -Q --query -F',
    valued='-c --config-dir -p --profile -m --map -a --action -l --log-level',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version',
    alias={},
    facets=(),
    rows={
        '': (
            Row('machines/delete', 'service-delete', 'destroys the machine {name}', 1, (('-d',), ('--destroy',)), (), 'machines', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='service',
    provider='networkmanager',
    flags='-a --ask -t --terse -p --pretty',
    valued='-f --fields -c --colors -w --wait -m --mode -e',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={'c': 'connection',
     'con': 'connection',
     'conn': 'connection',
     'd': 'device',
     'del': 'delete',
     'dev': 'device',
     'dis': 'disconnect',
     'n': 'networking',
     'net': 'networking'},
    facets=(),
    rows={
        'connection delete': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'connection down': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'device delete': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'device disconnect': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'networking off': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'radio all off': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'radio wifi off': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='infrastructure',
    provider='wireguard',
    flags='',
    valued='',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'down': (
            Row('machines/network', 'availability', 'takes the connection {name} down', 1, (), (), 'resources', open=False),
        ),
        'set': (
            Row('machines/network', 'availability', 'removes a peer of {name}', 1, (('remove',),), (), 'resources', open=False),
        ),
        'setconf': (
            Row('machines/network', 'availability', 'takes the tunnel {name} down or replaces its peers', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='infrastructure',
    provider='quota',
    flags='-a -v -u -g -P',
    valued='',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        '': (
            Row('machines/network', 'availability', 'switches the disk quota off', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'virsh': _P0,
    'VBoxManage': _P1,
    'vboxmanage': _P1,
    'multipass': _P2,
    'lxc': _P3,
    'incus': _P3,
    'qm': _P4,
    'pct': _P4,
    'pvesh': _P5,
    'pvesm': _P5,
    'pvecm': _P5,
    'pveum': _P5,
    'ha-manager': _P5,
    'govc': _P6,
    'limactl': _P7,
    'docker-machine': _P8,
    'machinectl': _P9,
    'portablectl': _P9,
    'vmrun': _P10,
    'prlctl': _P10,
    'prlsrvctl': _P10,
    'lxc-destroy': _P11,
    'knife': _P12,
    'puppet': _P13,
    'puppetserver': _P13,
    'salt-key': _P14,
    'salt-cloud': _P15,
    'salt-run': _P15,
    'nmcli': _P16,
    'wg': _P17,
    'wg-quick': _P17,
    'quotaoff': _P18,
}
