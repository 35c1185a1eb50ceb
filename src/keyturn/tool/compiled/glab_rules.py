"""Generated from tables/glab.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='glab/repo-delete',
        summary='A project on GitLab or Gitea is deleted',
        why='Issues, merge requests, packages, images and pipelines go with it.',
        instead='Take an export first and let an owner delete it in the settings; `glab repo view acme/app` shows what it is.',
        severity='critical',
        confidence='high',
        category='service-delete',
        anchors=('glab', 'tea'),
        match=('glab repo delete acme/app -y', 'tea repos delete --name app --owner acme --force'),
        no_match=('glab repo view acme/app', 'glab repo archive acme/app'),
        source='https://docs.gitlab.com/cli/repo/delete/',
    ),
    Rule(
        id='glab/delete',
        summary='Something on GitLab or Gitea is deleted',
        why='A release, variable, key or pipeline has no undo; a masked variable cannot be read back.',
        instead='List it first with `glab variable list` and let a maintainer delete it.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('glab', 'tea'),
        match=('glab release delete v1.0.0 -y', 'tea releases delete v1.0.0 -y'),
        no_match=('glab release list', 'tea releases list'),
        source='https://docs.gitlab.com/cli/token/revoke/',
    ),
    Rule(
        id='glab/stop',
        summary='A project or pipeline is stopped, archived or moved',
        why='Those who push, deploy or link to it notice at once.',
        instead='Look at it first with `glab ci status`.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('glab', 'tea'),
        match=('glab ci cancel pipeline 12', 'glab repo transfer acme/app --target-namespace other'),
        no_match=('glab ci list', 'glab ci run'),
        source='https://docs.gitlab.com/cli/repo/transfer/',
    ),
    Rule(
        id='glab/overwrite',
        summary='A protection of a branch is passed by or taken away',
        why='Review and checks are what stands between a change and production.',
        instead='Wait for the pipeline with `glab ci status`.',
        severity='high',
        confidence='high',
        category='protection-off',
        anchors=('glab', 'tea'),
        match=('tea branches unprotect main', 'glab mr merge 12 --auto-merge=false --yes'),
        no_match=('tea branches protect main', 'glab mr merge 12'),
        source='https://docs.gitlab.com/cli/mr/merge/',
    ),
)
