"""GitHub Actions and Azure Pipelines: the same stamp, the same `##[…]` markers."""

from providers import Dress

CHECKOUT = ["v4", "v4", "v4", "v5", "v6"]


class GitHubActions(Dress):
    """`2026-01-02T03:04:05.1234567Z ` on every line, `##[group]Run …` before every step.

    Variants: full (the job's log as downloaded), step (only the failing step), tsv (`gh run view
    --log-failed`: job, step, line separated by TAB).
    """

    def __init__(self, job):
        super().__init__(job)
        self.workspace = f"/home/runner/work/{job.repo}/{job.repo}"
        self.git = job.rng.choice(["2.51.0", "2.52.0", "2.50.1"])
        self.kind = job.variant or job.rng.choices(["full", "step", "tsv"], [80, 12, 8])[0]
        self.current = "Set up job"

    def render(self, before, step, after):
        if step.status == 0:  # the short forms show failing steps only
            self.kind = "full"
        return super().render(before, step, after)

    def stamp(self):
        digits = f"{self.job.clock()}.{self.job.now.microsecond:06}{self.job.rng.randint(0, 9)}Z "
        return f"{self.job.name}\t{self.current}\t{digits}" if self.kind == "tsv" else digits

    def group(self, title, *lines):
        self.say("##[group]" + title, *lines, "##[endgroup]")

    def git_call(self, arguments, *output):
        self.say("[command]/usr/bin/git " + arguments, *output)

    def setup(self):
        job, rng = self.job, self.job.rng
        if self.kind == "full":
            self.say(f"Current runner version: '2.{rng.randint(325, 331)}.{rng.randint(0, 2)}'")
            self.out[0] = "\ufeff" + self.out[0]
            self.machine()
            self.group("GITHUB_TOKEN Permissions", "Contents: read", "Metadata: read")
            self.say("Secret source: Actions", "Prepare workflow directory")
            self.say("Prepare all required actions", "Getting action download info")
            self.version = rng.choice(CHECKOUT)
            self.say(f"Download action repository 'actions/checkout@{self.version}' (SHA:{job.hex(40)})")
            self.say(f"Complete job name: {job.name}")
            self.checkout()

    def machine(self):
        rng = self.job.rng
        if rng.random() < 0.25:
            self.say(f"Runner name: 'runner-{self.job.hex(6)}'", "Runner group name: 'Default'")
            self.say(f"Machine name: 'build-{rng.randint(1, 40):02}'")
            return
        image = f"2025{rng.randint(1, 12):02}{rng.randint(1, 28):02}.{rng.randint(1, 9)}.1"
        self.group("Operating System", "Ubuntu", "24.04.3", "LTS")
        self.group("Runner Image", "Image: ubuntu-24.04", f"Version: {image}")

    def checkout(self):
        job, here = self.job, self.workspace
        self.group(f"Run actions/checkout@{self.version}", "with:",
                   f"  repository: {job.owner}/{job.repo}", "  token: ***", "  clean: true",
                   "  fetch-depth: 1", "  lfs: false", "  submodules: false",
                   "  set-safe-directory: true")
        self.say(f"Syncing repository: {job.owner}/{job.repo}")
        self.say("##[group]Getting Git version info", f"Working directory is '{here}'")
        self.git_call("version", f"git version {self.git}")
        self.say("##[endgroup]")
        self.git_call(f"config --global --add safe.directory {here}")
        self.say("##[group]Initializing the repository")
        self.git_call(f"init {here}", f"Initialized empty Git repository in {here}/.git/")
        self.git_call(f"remote add origin https://github.com/{job.owner}/{job.repo}")
        self.say("##[endgroup]", "##[group]Fetching the repository")
        self.git_call("-c protocol.version=2 fetch --no-tags --prune --no-recurse-submodules "
                      f"--depth=1 origin +{job.sha}:refs/remotes/origin/{job.branch}")
        job.tick(job.rng.random() * 2)
        self.say(f"From https://github.com/{job.owner}/{job.repo}",
                 f" * [new ref]         {job.sha} -> origin/{job.branch}", "##[endgroup]")
        self.group("Checking out the ref")
        self.git_call("log -1 --format=%H", job.sha)

    def step(self, step):
        if self.kind != "full" and step.status == 0:
            return
        self.current = step.name or "Run " + step.first
        color = [f"\x1b[36;1m{line}\x1b[0m" for line in step.command.split("\n")]
        self.group("Run " + step.first, *color, "shell: /usr/bin/bash -e {0}")
        self.body(step)

    def ending(self, step, after):
        if step.status:
            self.say(f"##[error]Process completed with exit code {step.status}.")
        elif self.kind != "full":
            return
        if self.kind != "full":
            return
        for later in after:
            self.step(later)
        self.say("Post job cleanup.")
        self.git_call("version", f"git version {self.git}")
        self.git_call(r"config --local --name-only --get-regexp core\.sshCommand")
        self.git_call(r"config --local --name-only --get-regexp http\.https\:\/\/github\.com\/"
                      r"\.extraheader", "http.https://github.com/.extraheader")
        self.git_call("config --local --unset-all http.https://github.com/.extraheader")
        self.say("Cleaning up orphan processes")


class Azure(Dress):
    """Azure Pipelines: `##[section]Starting: …` to `##[section]Finishing: …` a task."""

    BANNER = "=" * 78

    def __init__(self, job):
        super().__init__(job)
        self.workspace = f"/home/vsts/work/{job.rng.randint(1, 4)}/s"

    def stamp(self):
        tail = self.job.rng.randint(0, 9)
        return f"{self.job.clock()}.{self.job.now.microsecond:06}{tail}Z "

    def setup(self):
        job, agent = self.job, f"4.{self.job.rng.randint(248, 264)}.1"
        self.say(f"##[section]Starting: {job.name}", "##[section]Starting: Initialize job",
                 "Agent name: 'Hosted Agent'", f"Agent machine name: 'runnervm{job.hex(5)}'",
                 f"Current agent version: '{agent}'", "##[group]Operating System", "Ubuntu",
                 "24.04.3", "LTS", "##[endgroup]", "Agent running as: 'vsts'",
                 "Prepare build directory.", "Download all required tasks.",
                 f"Downloading task: CmdLine (2.{job.rng.randint(230, 260)}.1)",
                 "Start tracking orphan processes.", "##[section]Finishing: Initialize job")
        origin = f"https://dev.azure.com/{job.owner}/_git/{job.repo}"
        title = f"Checkout {job.repo}@{job.branch} to s"
        self.say("##[section]Starting: " + title, self.BANNER, "Task         : Get sources",
                 "Description  : Get sources from a repository. Supports Git, TfsVC, and SVN.",
                 "Version      : 1.0.0", self.BANNER, f"Syncing repository: {job.repo} (Git)",
                 "##[command]git version", "git version 2.51.0",
                 f'##[command]git init "{self.workspace}"',
                 f"Initialized empty Git repository in {self.workspace}/.git/",
                 f'##[command]git remote add origin {origin}',
                 "##[command]git --config-env=http.extraheader=env_var_http.extraheader fetch "
                 f"--force --tags --prune --progress --no-recurse-submodules origin {job.sha}",
                 f"##[command]git checkout --progress --force {job.sha}",
                 f"HEAD is now at {job.sha[:7]} work in progress",
                 "##[section]Finishing: " + title)

    def step(self, step):
        title = step.name or "CmdLine"
        self.say("##[section]Starting: " + title, self.BANNER, "Task         : Command line",
                 "Description  : Run a command line script using Bash on Linux and macOS and "
                 "cmd.exe on Windows", "Version      : 2.250.1", self.BANNER,
                 "Generating script.")
        script = step.command.split("\n")
        if len(script) == 1:
            self.say("Script contents:", script[0])
        self.say("========================== Starting Command Output "
                 "===========================")
        self.say(f"##[command]/usr/bin/bash --noprofile --norc "
                 f"/home/vsts/work/_temp/{self.job.uuid()}.sh")
        self.body(step)
        if step.status:
            self.say(f"##[error]Bash exited with code '{step.status}'.")
        self.say("##[section]Finishing: " + title)

    def ending(self, step, after):
        super().ending(step, after)
        self.say(f"##[section]Starting: Post-job: Checkout {self.job.repo}",
                 "Cleaning any cached credential from repository: "
                 f"{self.job.repo} (Git)", f"##[section]Finishing: Post-job: Checkout "
                 f"{self.job.repo}", "##[section]Starting: Finalize Job",
                 "Cleaning up task key", "Start cleaning up orphan processes.",
                 "##[section]Finishing: Finalize Job", f"##[section]Finishing: {self.job.name}")
