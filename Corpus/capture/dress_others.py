"""GitLab, Jenkins, Travis, CircleCI and Buildkite."""

from providers import Dress


class GitLab(Dress):
    """Section markers with unix times, green `$ command` echoes; newer runners stamp lines."""

    def __init__(self, job):
        super().__init__(job)
        self.workspace = f"/builds/{job.owner}/{job.repo}"
        self.stamped = (job.variant == "stamped") or (not job.variant and job.rng.random() < 0.3)
        self.image = job.image or job.rng.choice(
            ["debian:bookworm", "alpine:3.21", "registry.example.com/ci/base:2025.4"])
        self.shell = job.variant == "shell" or (not job.image and job.rng.random() < 0.25)

    def stamp(self):
        if not self.stamped:
            return ""
        return f"{self.job.clock()}.{self.job.now.microsecond:06}Z 0{self.job.rng.choice('01')}O "

    def open(self, name, title):
        self.section = name
        self.say(f"\x1b[0Ksection_start:{self.job.epoch}:{name}\r\x1b[0K\x1b[36;1m{title}\x1b[0;m")

    def close(self):
        self.say(f"\x1b[0Ksection_end:{self.job.epoch}:{self.section}\r\x1b[0K")

    def setup(self):
        job = self.job
        runner = f"{job.rng.choice(['blue', 'green', 'shared', 'saas-linux-small'])}-{job.hex(4)}"
        self.say(f"\x1b[0KRunning with gitlab-runner 18.{job.rng.randint(0, 8)}.0 ({job.hex(8)})"
                 "\x1b[0;m", f"\x1b[0K  on {runner} {job.hex(9)}, system ID: s_{job.hex(12)}"
                 "\x1b[0;m")
        executor = "shell" if self.shell else "docker"
        self.open("prepare_executor", f'Preparing the "{executor}" executor')
        if self.shell:
            self.say("\x1b[0KUsing Shell (bash) executor...\x1b[0;m")
        else:
            self.say(f"\x1b[0KUsing Docker executor with image {self.image} ...\x1b[0;m",
                     f"\x1b[0KPulling docker image {self.image} ...\x1b[0;m",
                     f"\x1b[0KUsing docker image sha256:{job.hex(64)} for {self.image} ...\x1b[0;m")
        self.close()
        self.open("prepare_script", "Preparing environment")
        where = f"runner-{job.hex(9)}-project-{job.number}-concurrent-0"
        self.say(f"Running on {where} via {runner}...")
        self.close()
        self.open("get_sources", "Getting source from Git repository")
        self.say("\x1b[32;1mFetching changes with git depth set to 20...\x1b[0;m",
                 f"Initialized empty Git repository in {self.workspace}/.git/",
                 "\x1b[32;1mCreated fresh repository.\x1b[0;m",
                 f"\x1b[32;1mChecking out {job.sha[:8]} as detached HEAD (ref is {job.branch})..."
                 "\x1b[0;m", "", "\x1b[32;1mSkipping Git submodules setup\x1b[0;m")
        self.close()
        self.open("step_script",
                  'Executing "step_script" stage of the job script')

    def step(self, step):
        for line in step.command.split("\n"):
            self.say(f"\x1b[32;1m$ {line}\x1b[0;m")
        self.body(step)

    def ending(self, step, after):
        self.close()
        if after:
            self.open("after_script", "Running after_script")
            for later in after:
                self.step(later)
            self.close()
        self.open("cleanup_file_variables", "Cleaning up project directory and file based variables")
        self.close()
        word = "status" if self.shell else "code"
        self.say(f"\x1b[31;1mERROR: Job failed: exit {word} {step.status}" if step.status
                 else "\x1b[32;1mJob succeeded", "\x1b[0;m")


class Jenkins(Dress):
    """Scripted pipeline noise, or a freestyle job (variant freestyle); stamps on some."""

    def __init__(self, job):
        super().__init__(job)
        self.freestyle = job.variant == "freestyle" or (not job.variant and job.rng.random() < 0.3)
        self.workspace = f"/var/lib/jenkins/workspace/{job.repo}"
        self.stamped = job.variant == "stamped" or (not job.variant and job.rng.random() < 0.3)

    def stamp(self):
        if not self.stamped:
            return ""
        return f"[{self.job.clock()}.{self.job.now.microsecond // 1000:03}Z] "

    def git(self):
        job, url = self.job, f"https://git.example.com/{self.job.owner}/{self.job.repo}.git"
        self.say("The recommended git tool is: NONE", f"using credential {job.owner}-ci",
                 f" > git rev-parse --resolve-git-dir {self.workspace}/.git # timeout=10",
                 "Fetching changes from the remote Git repository",
                 f" > git config remote.origin.url {url} # timeout=10",
                 f"Fetching upstream changes from {url}", " > git --version # timeout=10",
                 " > git --version # 'git version 2.39.5'",
                 f" > git fetch --tags --force --progress -- {url} "
                 "+refs/heads/*:refs/remotes/origin/* # timeout=10",
                 f"Checking out Revision {job.sha} (refs/remotes/origin/{job.branch})",
                 " > git config core.sparsecheckout # timeout=10",
                 f" > git checkout -f {job.sha} # timeout=10",
                 'Commit message: "work in progress"')

    def setup(self):
        job = self.job
        self.say(job.rng.choice(["Started by an SCM change", "Started by timer",
                                 f"Started by user {job.owner}-bot", "Branch event"]))
        if self.freestyle:
            self.say("Running as SYSTEM",
                     f"Building remotely on agent-{job.rng.randint(1, 30)} (linux) in workspace "
                     f"{self.workspace}")
            return self.git()
        self.say("[Pipeline] Start of Pipeline", "[Pipeline] node",
                 f"Running on agent-{job.rng.randint(1, 30)} in {self.workspace}",
                 "[Pipeline] {", "[Pipeline] stage", "[Pipeline] { (Checkout)",
                 "[Pipeline] checkout")
        self.git()
        self.say("[Pipeline] }", "[Pipeline] // stage")

    def step(self, step):
        lines = step.command.split("\n")
        if self.freestyle:
            self.say(f"[{self.job.repo}] $ /bin/sh -xe /tmp/jenkins{self.job.number}.sh")
            self.say(*["+ " + line for line in lines])
            return self.body(step)
        self.say("[Pipeline] stage", f"[Pipeline] {{ ({step.name or step.first.split()[0].title()})",
                 "[Pipeline] sh", *["+ " + line for line in lines])
        self.body(step)
        self.say("[Pipeline] }", "[Pipeline] // stage")

    def ending(self, step, after):
        if self.freestyle:
            if step.status:
                self.say("Build step 'Execute shell' marked build as failure")
            for later in after:
                self.step(later)
        else:
            if after:
                self.say("[Pipeline] stage", "[Pipeline] { (Declarative: Post Actions)")
                for later in after:
                    self.say("[Pipeline] sh", "+ " + later.first)
                    self.body(later)
                self.say("[Pipeline] }", "[Pipeline] // stage")
            self.say("[Pipeline] }", "[Pipeline] // node", "[Pipeline] End of Pipeline")
            if step.status:
                self.say(f"ERROR: script returned exit code {step.status}")
        self.say("Finished: FAILURE" if step.status else "Finished: SUCCESS")


class Travis(Dress):
    """Folds and nanosecond timers, each followed by a bare CR and `ESC[0K`."""

    def __init__(self, job):
        super().__init__(job)
        self.workspace = f"/home/travis/build/{job.owner}/{job.repo}"

    def fold(self, name, *lines):
        self.say(f"travis_fold:start:{name}\r\x1b[0K" + lines[0], *lines[1:])
        self.say(f"travis_fold:end:{name}\r\x1b[0K")

    def timed(self, command, lines):
        token, begin = self.job.hex(8), int(self.job.now.timestamp() * 1e9)
        first, *rest = command.split("\n")
        self.say(f"travis_time:start:{token}\r\x1b[0K$ {first}", *["> " + l for l in rest])
        for line in lines:
            self.say(line)
        end = int(self.job.now.timestamp() * 1e9)
        self.say(f"travis_time:end:{token}:start={begin},finish={end},duration={end - begin}"
                 "\r\x1b[0K")

    def setup(self):
        job = self.job
        self.fold("worker_info", "\x1b[33;1mWorker information\x1b[0m",
                  f"hostname: {job.uuid()}@1.worker-com-{job.hex(4)}", "version: 6.2.22",
                  f"instance: travis-job-{job.hex(8)} travis-ci-focal (via amqp)",
                  f"startup: {job.rng.randint(5, 30)}.{job.rng.randint(0, 999):03}s")
        self.fold("system_info", "\x1b[33;1mBuild system information\x1b[0m",
                  "Build language: generic", "Build dist: focal", f"Build id: {job.number}")
        self.say("travis_fold:start:git.checkout\r\x1b[0K")
        self.timed(f"git clone --depth=50 --branch={job.branch} "
                   f"https://github.com/{job.owner}/{job.repo}.git {job.owner}/{job.repo}",
                   [f"Cloning into '{job.owner}/{job.repo}'..."])
        self.say(f"$ cd {job.owner}/{job.repo}", f"$ git checkout -qf {job.sha}",
                 "travis_fold:end:git.checkout\r\x1b[0K")
        self.say("", "\x1b[33;1mSetting environment variables from .travis.yml\x1b[0m",
                 "$ export CI_MODE=full", "")

    def step(self, step):
        self.timed(step.command, step.lines)
        color = "31" if step.status else "32"
        self.say(f"\x1b[{color};1mThe command \"{step.command}\" exited with {step.status}.\x1b[0m",
                 "")

    def ending(self, step, after):
        for later in after:
            self.timed(later.command, later.lines)
        self.say("", f"Done. Your build exited with {1 if step.status else 0}.")


class CircleCI(Dress):
    """A job's step outputs one after another, as joined from the v1.1 API."""

    workspace = "/home/circleci/project"

    def setup(self):
        job = self.job
        image = job.image or "cimg/base:2025.10"
        self.say(f"Build-agent version 1.0.{job.number}-{job.hex(8)} ({job.clock()}+0000)",
                 "System information:", "  Server Version: 24.0.9", "  Storage Driver: overlay2",
                 f"Starting container {image}",
                 f"  using image {image}@sha256:{job.hex(64)}", "",
                 f"Time to upload agent and config: {job.rng.randint(200, 900)}.{job.number}ms",
                 "Using build environment variables:", "  CI=true", "  CIRCLECI=true",
                 f"  CIRCLE_BRANCH={job.branch}", f"  CIRCLE_BUILD_NUM={job.number}",
                 f"  CIRCLE_JOB={job.name}", f"  CIRCLE_PROJECT_REPONAME={job.repo}",
                 f"  CIRCLE_SHA1={job.sha}", "  NPM_TOKEN=**REDACTED**", "",
                 "The redacted variables listed above will be masked in run step output.",
                 "Using SSH Config Dir '/home/circleci/.ssh'", "git version 2.50.1",
                 "Cloning git repository", "Cloning into '.'...", "Checking out branch",
                 f"HEAD is now at {job.sha[:7]} work in progress")

    def step(self, step):
        self.say("#!/bin/bash -eo pipefail", *step.command.split("\n"), "")
        self.body(step)
        if step.status:
            self.say("", f"Exited with code exit status {step.status}")
        else:
            self.say("CircleCI received exit code 0")


class Buildkite(Dress):
    """`ESC _ bk;t=<ms> BEL` before each line; groups `~~~`, `---`, `+++`."""

    def __init__(self, job):
        super().__init__(job)
        self.agent = f"agent-{job.hex(4)}-1"
        self.workspace = f"/var/lib/buildkite-agent/builds/{self.agent}/{job.owner}/{job.repo}"

    def stamp(self):
        return f"\x1b_bk;t={int(self.job.now.timestamp() * 1000)}\x07"

    def setup(self):
        job = self.job
        self.say("~~~ Preparing working directory", f"\x1b[90m$\x1b[0m cd {self.workspace}",
                 "\x1b[90m$\x1b[0m git clean -ffxdq",
                 f"\x1b[90m$\x1b[0m git fetch -v --prune -- origin {job.sha}",
                 f"From git@git.example.com:{job.owner}/{job.repo}",
                 f" * branch              {job.sha} -> FETCH_HEAD",
                 f"\x1b[90m$\x1b[0m git checkout -f {job.sha}",
                 f"HEAD is now at {job.sha[:7]} work in progress",
                 "# Cleaning again to catch any post-checkout changes",
                 "\x1b[90m$\x1b[0m git clean -ffxdq")

    def step(self, step):
        if step.name:
            self.say("--- " + step.name)
        else:
            self.say("~~~ Running commands")
        self.say(*["\x1b[90m$\x1b[0m " + line for line in step.command.split("\n")])
        self.body(step)

    def ending(self, step, after):
        if step.status:
            self.say("^^^ +++",
                     f"\x1b[31m🚨 Error: The command exited with status {step.status}\x1b[0m",
                     f"user command error: exit status {step.status}")
        for later in after:
            self.say("~~~ Running local post-command hook", "\x1b[90m$\x1b[0m " + later.first)
            self.body(later)
