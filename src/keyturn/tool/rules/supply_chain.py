"""What is brought onto a machine or sent out to others by package managers."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, PUBLISH
from keyturn.model.rule import HIGH, LOW, MEDIUM, Rule

_CLINE = "https://linear-gg.pages.dev/blog/clinejection-what-rampart-sees"

RULES: tuple[Rule, ...] = (
    Rule(
        id="supply-chain/global-install",
        summary="A package is installed or removed for the whole machine",
        why="A global package's install scripts run at once with the user's rights, and its programs are there for every "
        "project. One line that installed a global package from a poisoned release put a program nobody had asked for "
        "on about 4,000 machines in eight hours.",
        instead="Add it to the project, `npm install --save-dev NAME`, with a pinned version; look at what it is "
        "first, `npm view NAME`.",
        severity=MEDIUM,
        confidence="high",
        category=EXPOSURE,
        anchors=(" -g", "--global", "--location", "yarn global"),
        match=("npm install -g some-tool", "yarn global add some-tool", "pnpm add --global some-tool@latest"),
        no_match=("npm install some-tool", "npm list -g", "npm install --save-dev some-tool"),
        source=_CLINE,
    ),
    Rule(
        id="supply-chain/url-install",
        summary="A package is installed from an address instead of the registry",
        why="What an address serves can change between two requests, has no published history and passes none of the "
        "registry's checks; its install scripts run at once.",
        instead="Install a published version, or pin the address to a full commit hash after reading it.",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=("http", "git", "bitbucket", "gist", "ssh:"),
        match=(
            "pip install git+https://git.example.com/team/tool.git",
            "npm install https://files.example.com/tool.tgz",
            "npx github:someone/tool",
        ),
        no_match=("pip install requests", "npm install left-pad", "pip install -r requirements.txt"),
        source=_CLINE,
    ),
    Rule(
        id="supply-chain/unpublish",
        summary="A package is taken out of the registry",
        why="Everybody who builds on it breaks at their next install, and the registry does not let the same version be "
        "published again.",
        instead="See which versions there are, `npm view NAME versions`, deprecate the bad one with a message, and publish a fixed one.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("unpublish",),
        match=("npm unpublish some-tool@1.2.3", "npm unpublish some-tool --force"),
        no_match=("npm deprecate some-tool 'use other-tool'", "npm unpublish some-tool@1.2.3 --dry-run"),
        source="https://docs.npmjs.com/policies/unpublish",
    ),
    Rule(
        id="supply-chain/publish",
        summary="A package is published",
        why="A published version cannot be replaced, and others may install it within minutes.",
        instead="Publish from a pipeline that people review, after a dry run: `npm publish --dry-run`.",
        severity=LOW,
        confidence="high",
        category=PUBLISH,
        anchors=("publish",),
        match=("npm publish", "poetry publish --build"),
        no_match=("npm publish --dry-run", "npm pack"),
        source="https://docs.npmjs.com/cli/v10/commands/npm-publish",
    ),
)
