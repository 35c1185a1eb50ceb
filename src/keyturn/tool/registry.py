"""Which module knows which program. Only this index loads at start; a module is imported when its program is met."""

from __future__ import annotations

from keyturn.tool.verbs_index import PROGRAMS

MODULES: dict[str, str] = {
    # programs that a table reads; a line further down wins, and may go on to the table itself
    **dict.fromkeys(PROGRAMS, "verbs"),
    # filesystem
    **dict.fromkeys(
        "rm rmdir unlink srm mv cp install ln dd shred truncate wipe chmod chown chgrp chattr rsync tar unzip "
        "zip 7z 7za 7zz 7zr bsdtar gtar tee sponge sort sed gsed touch trash trash-put grm gcp gmv gln gdd gtee gshred "
        "setfacl cpio split csplit patch gtruncate ginstall gchmod gchown gchgrp mount".split(),
        "filesystem",
    ),
    **dict.fromkeys(
        "mkfs mke2fs wipefs blkdiscard fdisk sfdisk parted sgdisk mkswap hdparm cryptsetup lvremove vgremove "
        "pvremove lvreduce zpool zfs btrfs diskutil format fsck mdadm dmsetup badblocks nvme newfs gpart".split(),
        "devices",
    ),
    **dict.fromkeys(("apply_patch", "applypatch"), "apply_patch"),
    "find": "find",
    "fd": "find",
    "fdfind": "find",
    "git": "git",
    "bfg": "git",
    **dict.fromkeys(
        "vim vi nvim ex view gvim rvim vimdiff nvi elvis vile ed red emacs emacsclient less man".split(), "editors"
    ),
    # wrappers and shells
    **dict.fromkeys(
        "sudo doas env nohup time timeout nice ionice setsid stdbuf chroot unshare strace ltrace watch xargs parallel "
        "command builtin exec eval source . trap busybox toybox su runuser chrt taskset flock script unbuffer "
        "caffeinate systemd-run firejail bwrap proot fakeroot gosu su-exec tini dumb-init entr watchexec nodemon "
        "ld.so ifne chronic ssh mosh rsh sshpass nsenter sem gtimeout gnice gnohup genv gstdbuf gxargs gtime".split(),
        "wrappers",
    ),
    **dict.fromkeys(
        "op aws-vault aws-okta doppler chamber sops infisical envchain dotenvx dotenv-cli saml2aws teller "
        "berglas summon envconsul railway pyenv rbenv nodenv goenv jenv tfenv plenv nix nix-shell numactl "
        "setarch linux64 linux32 i386 x86_64 proxychains proxychains4 torsocks tsocks graftcp valgrind "
        "catchsegv heaptrack rlwrap dbus-run-session xvfb-run faketime wsl wsl.exe".split(),
        "launchers",
    ),
    **dict.fromkeys("sh bash zsh dash ksh mksh ash fish rbash csh tcsh".split(), "shells"),
    # Windows names are looked up in lower case: they are not case-sensitive there
    **dict.fromkeys(
        "powershell pwsh cmd del erase rd remove-item ri clear-content clc clear-disk format-volume remove-partition "
        "initialize-disk stop-computer restart-computer invoke-expression iex start-process set-content out-file "
        "clear-recyclebin remove-vm remove-itemproperty diskpart vssadmin wevtutil wbadmin bcdedit cipher reg "
        "robocopy takeown icacls forfiles".split(),
        "windows",
    ),
    # other terminals, and another time
    **dict.fromkeys("tmux screen at batch".split(), "terminals"),
    # coding agents
    **dict.fromkeys(
        "claude claude-code codex opencode opencode-ai "
        "gemini gemini-cli qwen cursor-agent droid pi kiro-cli kimi grok windsurf cline".split(),
        "agent_programs",
    ),
    # interpreters
    **dict.fromkeys("python python2 python3 pypy pypy3 ipython".split(), "interpreters"),
    **dict.fromkeys("node nodejs deno tsx ts-node".split(), "interpreters"),
    **dict.fromkeys(
        "perl ruby irb php lua awk gawk mawk nawk original-awk osascript Rscript tclsh expect".split(), "interpreters"
    ),
    # runners that lead into files or packages
    **dict.fromkeys(
        "npm pnpm yarn bun npx pnpx bunx uvx uv pip pip3 pipx poetry pipenv hatch pdm bundle make gmake just task "
        "go-task tox nox composer dotenv direnv mise asdf rustup turbo nx lerna rye conda mamba".split(),
        "runners",
    ),
    **dict.fromkeys(
        "rimraf del-cli premove cross-env cross-env-shell shx concurrently conc npm-run-all npm-run-all2 run-s run-p "
        "env-cmd".split(),
        "node_helpers",
    ),
    # databases
    **dict.fromkeys("psql pgcli".split(), "psql"),
    **dict.fromkeys("mysql mariadb mycli".split(), "mysql"),
    **dict.fromkeys("sqlite3 sqlite litecli duckdb".split(), "sqlite"),
    **dict.fromkeys(
        "dropdb dropuser pg_restore createdb pg_dropcluster pg_resetwal mysqladmin mariadb-admin sqlcmd osql "
        "clickhouse-client clickhouse-local clickhouse cqlsh snowsql snow usql trino presto beeline spark-sql "
        "impala-shell hive isql isql-fb sqlplus mysqlsh db2 vsql ksql".split(),
        "dbadmin",
    ),
    "redis-cli": "redis",
    "valkey-cli": "redis",
    "keydb-cli": "redis",
    "mongosh": "mongo",
    "mongo": "mongo",
    "mongorestore": "mongo",
    "mongoimport": "mongo",
    # infrastructure
    **dict.fromkeys("terraform tofu terragrunt".split(), "terraform"),
    **dict.fromkeys("kubectl oc k3s microk8s kubecolor k".split(), "kubectl"),
    "helm": "helm",
    **dict.fromkeys("docker podman docker-compose podman-compose nerdctl".split(), "docker"),
    "aws": "aws",
    # tables, with local paths as files
    **dict.fromkeys("rclone s3cmd s5cmd mc mcli b2 gsutil azcopy gcloud".split(), "object_storage"),
    # migrations
    "alembic": "alembic",
    "flask": "alembic",
    **dict.fromkeys("django-admin django".split(), "django"),
    "manage.py": "django",
    "prisma": "prisma",
    "drizzle-kit": "drizzle",
    **dict.fromkeys((name for name, family in PROGRAMS.items() if family == "migrate"), "migrators"),
    **dict.fromkeys(
        "mix dotnet symfony sail spring rw redwood blitz keystone gh-ost pt-online-schema-change pt-archiver mvn mvnw "
        "gradle gradlew cargo go".split(),
        "migrators",
    ),
    "keyturn": "own_command",
    "keyturn-canary-must-stop": "own_command",
    # the machine itself
    **dict.fromkeys(
        "shutdown reboot halt poweroff init telinit systemctl service crontab kill killall killall5 pkill ufw iptables "
        "ip6tables nft userdel deluser groupdel delgroup passwd usermod chage gpasswd atrm ip ifconfig route launchctl "
        "sc update-rc.d rc-update chkconfig swapoff fuser firewall-cmd".split(),
        "system",
    ),
    # platforms whose API command is read here; the rest of them stands in tables
    "gh": "forge",
    "glab": "forge",
    "hub": "forge",
    "java": "java",
    **dict.fromkeys("socat nc ncat netcat".split(), "socat"),
    **dict.fromkeys(
        "apt apt-get aptitude nala apt-fast dpkg dnf dnf5 yum microdnf tdnf rpm-ostree rpm zypper pacman yay paru "
        "pamac apk xbps-remove emerge pkg opkg brew port snap flatpak choco winget scoop".split(),
        "packages",
    ),
    # many machines at once
    **dict.fromkeys(
        "ansible ansible-playbook salt salt-ssh salt-call pdsh dsh clush pssh parallel-ssh".split(), "fleet"
    ),
    # downloads that are fed into something, and the like
    **dict.fromkeys(
        "curl curlie wget wget2 http https httpie xh xhs grpcurl invoke-restmethod invoke-webrequest irm iwr".split(),
        "network",
    ),
}


def module_of(name: str) -> str | None:
    """The tool module for a program's base name, or None for a program nobody knows.

    Versioned interpreters (`python3.11`) and case variants (`RM` on a case-insensitive disk) resolve too.
    """
    found = MODULES.get(name)
    if found is not None:
        return found
    if name.startswith(("mkfs.", "mke2fs.")):
        return "devices"
    if name.startswith(("ld-linux", "ld-musl")):
        return "wrappers"
    lower = name.lower()
    if lower != name and lower in MODULES:
        return MODULES[lower]
    if lower.startswith(("python", "pypy", "ruby", "php", "perl", "lua", "node", "pip")):
        stem = lower.rstrip("0123456789.")
        if stem in MODULES and stem != lower:
            return MODULES[stem]
    return None


# Which module reads a Source in a language; each has `read_source(source, view) -> list[Outcome]`.
# Shell is not here: the judge hands it to language.shell itself.
SOURCES: dict[str, str] = {
    "sql": "sql",
    "python": "python_code",
    "javascript": "javascript_code",
    "perl": "script_code",
    "ruby": "script_code",
    "php": "script_code",
    "awk": "script_code",
    "lua": "script_code",
    "r": "script_code",
    "tcl": "script_code",
    **dict.fromkeys("go rust java kotlin scala groovy csharp swift dart".split(), "curly_code"),
    "elixir": "ecto_file",
    "liquibase": "liquibase_file",
    "ddl-settings": "ddl_settings",
    "applescript": "script_code",
    "powershell": "windows",
    "batch": "windows",
    "mongo": "mongo",
    "redis": "redis",
    "makefile": "makefile",
    **dict.fromkeys(("justfile", "taskfile"), "recipes"),
    "dockerfile": "dockerfile",
    "package.json": "package_json",
    "workflow": "workflow",
    "pipeline": "pipeline",
    "mcp-call": "mcp",
    **dict.fromkeys(("cron", "systemd", "jenkinsfile", "rpm-spec"), "schedules"),
    "agent-settings": "agent_settings",
    "compose": "compose",
    "hcl": "hcl",
    "terraform-plan": "terraform_plan",
    "kubernetes": "kubernetes_manifest",
    "cloudformation": "cloudformation_template",
}
