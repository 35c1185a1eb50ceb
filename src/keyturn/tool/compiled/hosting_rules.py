"""Generated from tables/hosting.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='hosting/delete',
        summary='A site, app, domain or setting of a hosting platform is deleted',
        why='Deployments, domains, variables and logs go with it, and the name is free for anybody.',
        instead=('List it first and keep the values, for example `vercel env ls` or `fly status -a shop`; let the owner delete '
         'it in the dashboard.'),
        severity='critical',
        confidence='high',
        category='service-delete',
        anchors=('vercel', 'vc', 'now', 'netlify', 'ntl', 'fly', 'railway', 'render', 'surge', 'appwrite', 'convex'),
        match=('vercel rm shop --yes', 'fly apps destroy shop --yes', 'railway delete', 'netlify sites:delete 7a3f --force'),
        no_match=('vercel ls', 'fly apps list', 'railway status', 'netlify sites:list'),
        source='https://vercel.com/docs/cli/remove',
    ),
    Rule(
        id='hosting/data',
        summary='A volume or data store of a hosting platform is emptied or destroyed',
        why=('A volume is one disk in one place; its snapshots may go with it. An agent that deleted one volume took the '
         'production data and its backups along.'),
        instead='Take a snapshot first and look at `fly volumes list -a shop`.',
        severity='critical',
        confidence='high',
        category='data-loss',
        anchors=('fly', 'railway', 'convex'),
        match=('fly volumes destroy vol_7 -y', 'railway volume delete --volume data',
         'npx convex import --replace-all dump.zip --prod'),
        no_match=('fly volumes list -a shop', 'railway volume list', 'npx convex export --path out.zip'),
        source='https://fly.io/docs/flyctl/volumes-destroy/',
    ),
    Rule(
        id='hosting/backup',
        summary='A snapshot of a volume is deleted',
        why='What remains is the live volume alone.',
        instead='List them with `fly volumes snapshots list vol_7`.',
        severity='critical',
        confidence='high',
        category='backup-delete',
        anchors=('fly',),
        match=('fly volumes snapshots delete snap_7', 'flyctl volumes snapshots delete snap_8 -y'),
        no_match=('fly volumes snapshots list vol_7', 'fly volumes snapshots create vol_7'),
        source='https://fly.io/docs/flyctl/volumes-snapshots/',
    ),
    Rule(
        id='hosting/stop',
        summary='What a hosting platform serves is stopped, rolled back or changed',
        why='Users notice at once.',
        instead='Look at what runs first, for example `fly status -a shop` or `vercel inspect shop.vercel.app`.',
        severity='high',
        confidence='high',
        category='availability',
        anchors=('vercel', 'vc', 'now', 'netlify', 'ntl', 'fly', 'railway', 'render', 'convex'),
        match=('fly scale count 0 -a shop', 'vercel rollback shop-7.vercel.app', 'railway down -y'),
        no_match=('fly scale show -a shop', 'vercel inspect shop-7.vercel.app', 'railway logs'),
        source='https://vercel.com/docs/cli/rollback',
    ),
)
