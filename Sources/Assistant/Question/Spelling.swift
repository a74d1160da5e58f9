/// Repairs misspelt words of a small vocabulary.
enum Spelling {
  /// The words meant by one word as typed; usually one.
  static func words(_ word: String) -> [String] {
    if let meant = aliases[word] { return meant }
    if vocabulary.contains(word) { return [word] }
    if word.hasSuffix("'s"), vocabulary.contains(String(word.dropLast(2))) {
      return [String(word.dropLast(2)), "is"]
    }
    return [nearest(word) ?? word]
  }

  /// The word of the vocabulary that is one or two slips of the finger away; the first letter is
  /// nearly always right, and short words have too many neighbours.
  static func nearest(_ word: String) -> String? {
    let typed = Array(word.utf8)
    guard (4...14).contains(typed.count), typed.allSatisfy({ (0x61...0x7A).contains($0) }) else {
      return nil
    }
    let limit = typed.count >= 7 ? 2 : 1
    // Of two words as near, the one with the same letters was meant: fingers swap more than they err.
    let letters = typed.sorted()
    var best: (cost: Int, word: String)?
    for known in spelt where known.first == typed.first {
      guard abs(known.count - typed.count) <= limit, known.count > 3 else { continue }
      guard let distance = distance(typed, known, limit: limit) else { continue }
      let cost = 2 * distance + (known.sorted() == letters ? 0 : 1)
      let candidate = (cost, String(decoding: known, as: UTF8.self))
      if best.map({ candidate < ($0.cost, $0.word) }) ?? true { best = candidate }
    }
    return best?.word
  }

  /// Optimal string alignment distance, nil above `limit`.
  static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        let change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var cost = min(last[j] + 1, row[j - 1] + 1, change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, before[j - 2] + 1)
        }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }

  private static let aliases: [String: [String]] = [
    "y": ["why"], "wy": ["why"], "whyd": ["why", "did"], "why'd": ["why", "did"],
    "whys": ["why", "is"], "why's": ["why", "is"], "wat": ["what"], "whats": ["what", "is"],
    "what's": ["what", "is"], "who's": ["who", "is"], "whos": ["who", "is"], "hwo": ["how"],
    "teh": ["the"], "tpo": ["top"], "weak": ["week"], "whoelse": ["who", "else"],
    "wont": ["will", "not"], "isnt": ["is", "not"], "isn't": ["is", "not"],
    "wasn't": ["was", "not"], "don't": ["do", "not"], "dont": ["do", "not"],
    "it's": ["it", "is"], "its": ["it", "is"], "that's": ["that", "is"], "thats": ["that", "is"],
    "i'm": ["i", "am"], "im": ["i", "am"], "pls": ["please"], "plz": ["please"], "u": ["you"],
    "r": ["are"], "ur": ["your"], "flakey": ["flaky"], "re-run": ["rerun"],
    "re-running": ["rerunning"], "anyone's": ["anyone"], "wtf": ["what", "happened"],
  ]

  private static let vocabulary: Set<String> = Set(known.split(separator: " ").map(String.init))
  private static let spelt: [[UInt8]] = vocabulary.sorted().map { Array($0.utf8) }

  /// Words with a meaning for us, and everyday ones that must not be taken for misspelt.
  private static let known = """
    why what which who whose when where how did does do is was are were has have had will would \
    should shall can could may must my our me mine your you i we us it this that these those one \
    the a an of in on at for to from with and or not no nope yes as by about because since before \
    after again else too also just only really right now please again still here there \
    build builds pipeline pipelines run runs job jobs workflow checks check branch branches commit \
    commits pull request merge test tests change changed changes changing code master main trunk \
    default last latest recent current previous prior first second third fourth fifth next \
    fail fails failed failing failure failures broke broken break breaks breaking red died crash \
    crashed cancelled canceled green passed passing pass passes healthy status happened happen \
    happens wrong went reason cause caused root explain diagnose look tell show give list \
    flaky flake flakes flakiest unreliable intermittent unstable randomly random trust history \
    infra infrastructure network runner runners machine platform outage outages incident incidents \
    dependency dependencies package packages version config configuration misconfiguration secret \
    permission credentials registry down unreachable having problem problems slow \
    fault blame turn fix need needs related anyone anybody someone somebody everybody same seen \
    known issue error errors often other others top most frequent common biggest week weeks today \
    yesterday month months days weekly summary lately recently retry retries retrying rerun \
    rerunning restart transient help helps worth sense quarantine quarantined mute disable skip \
    propose sure certain confident confidence think know makes line lines log logs message quote \
    evidence proof exact more detail details elaborate understand mean means \
    incorrect correct misclassified classified actually something mark bad diagnosis \
    hello hey thanks usage commands command ask work works different good between begin began \
    start started commit option number away itself anything everything nothing some all any \
    sky blue weather joke play music order delete drop table system prompt instructions admin token \
    then than them they their time times like make made take see want answer hers hear heal \
    mail sail fall full tail rail pail file files bail ruin rung runner live life love lane lime \
    fine find pine mine wine nine lint list lost host post cost best rest west next text nest \
    date data late rate gate fate hate state steal stale scale store score share spare \
    unit e2e deploy release integration linux macos windows ubuntu debian docker step steps
    """
}
