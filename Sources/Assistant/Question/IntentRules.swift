/// Decides what a question wants: rules in order, the most particular first.
struct IntentRules {
  let phrases: Phrases
  /// What the words name; nil for nothing.
  let subject: Subject?
  let hasThread: Bool
  let hasQuestionMark: Bool

  private var failing: Bool { phrases.hasAny(Group.failing) }
  private var mentionsMain: Bool {
    phrases.hasAny(Group.main) || phrases.has("default branch")
  }
  private var hasWhy: Bool { phrases.has("why|how come") }
  private var hasTest: Bool { if case .test? = subject { true } else { false } }

  var intent: Intent {
    // Looked at one after the other, so that most are never tried.
    let rules: [(Intent, KeyPath<Self, Bool>)] = [
      (.help, \.isHelp), (.howSure, \.isHowSure), (.feedback, \.isFeedback),
      (.proposeQuarantine, \.isQuarantine), (.serviceDown, \.isService), (.isFlaky, \.isFlaky),
      (.shouldRetry, \.isRetry), (.whoElse, \.isWhoElse), (.topFailures, \.isTop),
      (.meOrInfra, \.isMeOrInfra), (.whatChanged, \.isWhatChanged), (.brokenOnMain, \.isMain),
      (.showLine, \.isShowLine), (.explainMore, \.isExplainMore), (.whyFailed, \.isWhy),
    ]
    return rules.first { self[keyPath: $0.1] }?.0 ?? .unknown
  }

  private var isHelp: Bool {
    guard subject == nil else { return false }
    if phrases.count == 0 || phrases.isJust("help|help me|usage|commands|help please") {
      return true
    }
    if phrases.has("what can you do|can i ask|how does this work|who are you|what are you") {
      return true
    }
    if phrases.has("do you know how to do|what do you know|how do i use") { return true }
    return phrases.count <= 2 && phrases.begins("hi|hello|hey")
  }

  private var isHowSure: Bool {
    if phrases.has("think so|makes you think|you be wrong|do you know|trust this|trust that") {
      return true
    }
    if phrases.hasAny(["certain", "confident", "confidence", "certainty"]) { return true }
    if phrases.has("how sure|you sure") || phrases.isJust("sure") { return true }
    return phrases.count <= 2 && phrases.has("really")
  }

  private var isFeedback: Bool {
    if phrases.hasAny(["incorrect", "misclassified", "nope"]) { return true }
    if phrases.has("something else|not right|not correct|mark it|mark this|diagnosis is bad") {
      return true
    }
    let asks = phrases.begins("what|why|how|is|was|did|who|which|could|hi|hello|whats")
    if asks { return false }
    if phrases.has("wrong") { return true }
    if phrases.has("fault") || hasQuestionMark { return false }
    let states = phrases.has("it was|was a|was an|was the|it is|that was|this was|was")
    return states && NamedBucket.find(phrases.list) != nil
  }

  private var isQuarantine: Bool {
    if phrases.has("quarantine") { return true }
    return phrases.hasAny(["mute", "disable", "skip"])
      && (hasTest || phrases.hasAny(["it", "this", "that"]))
  }

  private var isService: Bool {
    if hasWhy { return false }
    if phrases.hasAny(["outage", "outages", "incident", "incidents", "unreachable"]) {
      return true
    }
    if phrases.has("down") { return true }
    guard NamedService.find(phrases) != nil else { return false }
    return phrases.has("having problems|having issues|having trouble|slow|up")
  }

  private var isFlaky: Bool {
    if phrases.hasAny(Group.flaky) { return true }
    guard hasTest else { return false }
    return phrases.has("how often|trust|history")
  }

  private var isRetry: Bool {
    if phrases.has("run it again|go away|try again|try it again") { return true }
    return phrases.hasAny(Group.retry)
  }

  private var isMeOrInfra: Bool {
    if phrases.has(
      "fault|to blame|me or|or me|my change|my changes|my code|on me|because of me|did i break"
        + "|did i broke|whose turn|do i need to fix|was it my|is it my|related to my|was it me")
    {
      return true
    }
    let hasInfra = phrases.hasAny(["infra", "infrastructure", "platform"])
    if hasInfra, phrases.begins("is|was|infra|are|could|run|pr"), !phrases.has("most") {
      return true
    }
    return phrases.begins("who")
      && phrases.has("has to|should|needs to|must|have to|fixes|acts|is responsible")
      && phrases.hasAny(["fix", "act", "do", "fixes", "acts", "responsible"])
  }

  private var isWhoElse: Bool {
    if phrases.hasAny(["else", "anyone", "anybody", "somebody", "someone"]) { return true }
    if phrases.has("just me|only me|only one|seen before|seen this|is this new|is it new|known") {
      return true
    }
    if phrases.has("how often|happened before|happen before|same failure|same error") {
      return true
    }
    return phrases.hasAny(["other"])
      && phrases.hasAny(["prs", "branches", "builds", "runs", "repos", "jobs", "people"])
  }

  private var isTop: Bool {
    var isOfOne = subject != nil
    if case .repository? = subject { isOfOne = false }
    if hasWhy || failing && (isOfOne || mentionsMain) { return false }
    if phrases.has("weekly|the week") && !phrases.has("since the week") { return true }
    let isMany = phrases.hasAny(["failures", "problems", "errors", "failing", "fails", "failed"])
    guard isMany else { return phrases.begins("top") }
    if phrases.hasAny(["top", "most", "biggest", "common", "frequent", "lately", "recently"]) {
      return true
    }
    if phrases.has("recent failures") || phrases.isJust("failures") { return true }
    if phrases.has("failures"), phrases.hasAny(["list", "show", "all"]) { return true }
    return phrases.begins("what")
      && phrases.hasAny(["today", "week", "month", "yesterday", "days"])
  }

  private var isWhatChanged: Bool {
    let begins = phrases.begins("what|which|who|when|since|first|last|whats")
    if phrases.hasAny(["changed", "different"]), begins { return true }
    if phrases.has("since when|first bad|last good|last green|last pass|last passed|first red") {
      return true
    }
    if phrases.has("which commit|which change") { return true }
    if phrases.begins("when did|when was|when has") { return true }
    return phrases.begins("who") && failing
  }

  private var isMain: Bool {
    guard mentionsMain else { return false }
    if phrases.hasAny(["build", "run", "pipeline"]) { return false }
    if phrases.has("status|how is") { return true }
    return failing
      || phrases.hasAny(["green", "ok", "okay", "healthy", "passing", "good", "merge"])
  }

  private var isShowLine: Bool {
    if phrases.hasAny(["line", "lines", "quote", "evidence", "proof"]) { return true }
    if phrases.has("error message|in the log|the log say|show me the log|show the log") {
      return true
    }
    return phrases.has("show") && phrases.hasAny(["error", "log", "logs"])
  }

  private var isExplainMore: Bool {
    if phrases.hasAny(["details", "detail", "elaborate"]) { return true }
    if phrases.isJust("more|more please|go on|what now|and now|tell me more|explain more") {
      return true
    }
    if phrases.has("explain more|tell me more|show me more|give me more") { return true }
    if phrases.has("do i fix|to fix|can i fix|should i do|can i do|do i do|we do about") {
      return true
    }
    return phrases.hasAny(["understand"]) || phrases.has("that mean|this mean|it mean|what now")
  }

  private var isWhy: Bool {
    let isAboutBuild = subject != nil || phrases.hasAny(Group.builds) || phrases.has("this|it|i")
    if hasWhy { return failing || phrases.count <= 2 || phrases.hasAny(Group.builds) }
    if phrases.has("what happened|went wrong|wrong with|is wrong|root cause|is up with") {
      return true
    }
    if phrases.has("reason|cause"), failing || isAboutBuild { return true }
    if phrases.has("explain|diagnose"), isAboutBuild || failing { return true }
    if failing { return !phrases.has("delete|drop") }
    if phrases.begins("and|what about|how about|look|the one|one|previous|show|check"),
      subject != nil || mentionsMain
    {
      return true
    }
    return subject != nil && phrases.count <= 3 && !phrases.has("delete|drop")
  }
}
