"""What each CI prints around a step's output: one class a provider, the syntax documented by each.

The words of set-up steps are our own in the CI's form; nothing is copied from anyone's log.
"""

import datetime


class Step:
    """One command of a job: what ran, what it printed, how it ended."""

    def __init__(self, command, lines, status=0, name=None, seconds=None):
        self.command, self.lines, self.status = command, lines, status
        self.name, self.seconds = name, seconds

    @property
    def first(self):
        return self.command.split("\n")[0]


PROJECTS = (
    "harbour/tidewatch lumen/parcel-api northfield/graphite-ui oaktree/ledgerd quill/inkwell "
    "saffron/meterd brightmoor/atlas copperline/switchyard delta-nine/telemetry fernhill/catalog "
    "glasshouse/seedbank halcyon/dispatch ironbark/quarry juniper/mailroom kestrel/flightdeck "
    "larkspur/almanac mossgate/beacon nimbus/rainfall orchard/cidery pinewood/joinery "
    "quarrystone/pump redfern/postbox stillwater/canal thornbury/index umber/palette "
    "vireo/songbook westerly/compass yarrow/apothecary zephyr/windvane tanager/roost"
).split()
JOBS = "build test check ci verify pipeline validate main integration release package".split()


class Job:
    """The run-specific values of one log, all drawn from one seeded generator."""

    def __init__(self, rng, project=None, name=None, image=None, variant=None):
        self.rng, self.variant, self.image = rng, variant, image
        self.owner, self.repo = (project or rng.choice(PROJECTS)).split("/")[-2:]
        self.name = name or rng.choice(JOBS)
        self.branch = rng.choice(
            ["main", "main", "develop", "fix/retry", "feature/export", "release/4.2", "bump-deps"]
        )
        self.sha = self.hex(40)
        self.number = rng.randint(40, 9800)
        start = datetime.datetime(2025, 11, 3, tzinfo=datetime.timezone.utc)
        self.now = start + datetime.timedelta(seconds=rng.randint(0, 340 * 86400))

    def hex(self, length):
        return "".join(self.rng.choice("0123456789abcdef") for _ in range(length))

    def uuid(self):
        h = self.hex(32)
        return "-".join((h[:8], h[8:12], "4" + h[13:16], "a" + h[17:20], h[20:]))

    def tick(self, seconds=None):
        """Moves the clock: a few milliseconds between lines, sometimes a pause."""
        if seconds is None:
            seconds = self.rng.expovariate(1 / 0.004)
            if self.rng.random() < 0.05:
                seconds += self.rng.random() * 1.8
        self.now += datetime.timedelta(seconds=seconds)
        return self.now

    @property
    def epoch(self):
        return int(self.now.timestamp())

    def clock(self, form="%Y-%m-%dT%H:%M:%S"):
        return self.now.strftime(form)


class Dress:
    """Base: collects lines; a provider overrides the parts that it prints differently."""

    workspace = "/workspace"

    def __init__(self, job):
        self.job, self.out = job, []

    def say(self, *lines):
        """Prints lines of the CI itself or of a tool, stamped if the provider stamps."""
        for line in lines:
            self.job.tick()
            self.out.append(self.stamp() + line)

    def stamp(self):
        return ""

    def body(self, step):
        """A tool's output; `seconds` are spread over the lines."""
        pause = step.seconds / max(1, len(step.lines)) if step.seconds else None
        for line in step.lines:
            if pause:
                self.job.tick(pause * 2 * self.job.rng.random())
            self.say(line)

    def render(self, before, step, after):
        self.setup()
        for earlier in before:
            self.step(earlier)
        self.step(step)
        self.ending(step, after)
        return self.out

    def setup(self):
        pass

    def step(self, step):
        self.body(step)

    def ending(self, step, after):
        for later in after:
            self.step(later)


class Plain(Dress):
    """No CI: what `faultline run -- CMD` or a redirected shell saves."""

    workspace = "/home/build/src"

    def step(self, step):
        if self.job.variant != "bare":
            self.say("$ " + step.first, *["> " + l for l in step.command.split("\n")[1:]])
        self.body(step)
