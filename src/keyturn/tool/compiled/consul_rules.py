"""Generated from tables/consul.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='consul/kv-delete-recursive',
        summary='Every key under a prefix is deleted',
        why='There is no undo; a prefix one slash short is everything, and services read their configuration from it.',
        instead='Look at `consul kv get -recurse -keys config/app/` first and keep `consul snapshot save before.snap`.',
        severity='critical',
        confidence='high',
        category='service-delete',
        anchors=('consul',),
        match=('consul kv delete -recurse config/', 'consul kv delete -http-addr=http://10.0.0.1:8500 -recurse app'),
        no_match=('consul kv get -recurse config/', 'consul kv put config/app 1'),
        source='https://developer.hashicorp.com/consul/commands/kv/delete',
    ),
    Rule(
        id='consul/delete',
        summary='A key, token, policy or namespace of Consul is deleted',
        why='What depends on it fails at once, and a deleted token cannot be made again.',
        instead='Keep `consul snapshot save before.snap`; read the thing with `consul kv get config/app` first.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('consul',),
        match=('consul kv delete config/app', 'consul acl token delete -id 7a3f'),
        no_match=('consul kv get config/app', 'consul acl token list'),
        source='https://developer.hashicorp.com/consul/commands/kv/delete',
    ),
    Rule(
        id='consul/restore',
        summary='A snapshot replaces the state of the cluster',
        why='Keys, sessions and tokens written since the snapshot are gone.',
        instead='Inspect it with `consul snapshot inspect before.snap` and save the present state first.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('consul',),
        match=('consul snapshot restore old.snap', 'consul snapshot restore -token x backup.snap'),
        no_match=('consul snapshot save backup.snap', 'consul snapshot inspect backup.snap'),
        source='https://developer.hashicorp.com/consul/commands/snapshot/restore',
    ),
    Rule(
        id='consul/stop',
        summary='A member or a service of the cluster is taken out',
        why='Losing a server can cost the quorum; a service that is deregistered gets no traffic.',
        instead='Look at `consul members` and `consul operator raft list-peers` first.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('consul',),
        match=('consul leave', 'consul force-leave node-3'),
        no_match=('consul members', 'consul maint -disable'),
        source='https://developer.hashicorp.com/consul/commands/leave',
    ),
)
