import Logs
import Signatures

/// The cause chain: cause → what it broke → wrapper noise, each a quoted line.
struct Chain {
  var evidence: [Diagnosis.Evidence] = []

  /// Most lines beside the cause that say something of their own.
  private static let mostRelated = 4
  private static let mostSymptoms = 2

  init(_ workup: Workup, _ ranked: Ranked, gathered: Gathered, catalog: Catalog) {
    guard let lead = ranked.order.first else { return }
    var cleaner = LineCleaner(provider: gathered.provider)
    var taken: Set<Int> = []
    var templates: Set<UInt64> = []
    func add(_ index: Int, _ role: Diagnosis.Role) {
      let item = workup.items[index]
      guard taken.insert(item.number).inserted else { return }
      templates.insert(LineTemplate.hash(item.text))
      evidence.append(
        Self.evidence(
          item, role: role, weight: ranked.probabilities[index],
          signature: item.signature.map { catalog.signatures[$0].id }, cleaner: &cleaner))
    }
    add(lead, .cause)
    let total = Self.total(workup, lead)
    let related = ranked.order.dropFirst().prefix(40).filter { index in
      let item = workup.items[index]
      return item.kind != .wrapper && !templates.contains(LineTemplate.hash(item.text))
        && ranked.utilities[lead] - ranked.utilities[index] < 6
    }
    for index in Self.varied(related, after: lead, workup) where evidence.count <= Self.mostRelated
    {
      let item = workup.items[index]
      if templates.contains(LineTemplate.hash(item.text)) { continue }
      add(index, item.kind == .symptom ? .symptom : .related)
      if evidence.count == 2, let total { add(total, .symptom) }
    }
    if let total { add(total, .symptom) }
    let cause = workup.items[lead]
    let after = workup.items.indices.filter { workup.items[$0].number > cause.number }
    let symptoms = after.filter { workup.items[$0].kind == .symptom }
    if !evidence.contains(where: { $0.role == .symptom }) {
      for index in symptoms.prefix(Self.mostSymptoms) { add(index, .symptom) }
    }
    let wrappers = after.filter { workup.items[$0].kind == .wrapper }
    if let exit = wrappers.first(where: { isExit(workup.items[$0], gathered) }) ?? wrappers.last {
      add(exit, .wrapper)
    }
  }

  /// The run's total behind a failed test ("12 failed, 40 passed"): how bad it is, in one line.
  private static func total(_ workup: Workup, _ lead: Int) -> Int? {
    let cause = workup.items[lead]
    guard cause.bucket == .test, cause.kind == .cause else { return nil }
    return workup.items.indices.last { index in
      let item = workup.items[index]
      return item.kind == .symptom && item.bucket == .test && !item.isGeneric && !item.isEcho
        && item.number > cause.number && item.section == cause.section
    }
  }

  /// The same lines, those first that add something: neither another sighting of a signature that
  /// is quoted already nor a line's neighbour, which its quote shows anyway.
  private static func varied(_ indices: [Int], after lead: Int, _ workup: Workup) -> [Int] {
    var out: [Int] = []
    var rest = indices
    func repetition(_ index: Int) -> Int {
      let item = workup.items[index]
      return ([lead] + out).reduce(0) { sum, other in
        let told = workup.items[other]
        let isSame = item.signature != nil && item.signature == told.signature
        return sum + (isSame ? 1 : 0) + (abs(item.number - told.number) <= 1 ? 3 : 0)
      }
    }
    while out.count < mostRelated, !rest.isEmpty {
      let costs = rest.map(repetition)
      let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
      out.append(rest.remove(at: best))
    }
    return out
  }

  private func isExit(_ item: WorkupItem, _ gathered: Gathered) -> Bool {
    gathered.exits.contains { $0.line == item.number }
  }

  private static func evidence(
    _ item: WorkupItem, role: Diagnosis.Role, weight: Double, signature: String?,
    cleaner: inout LineCleaner
  ) -> Diagnosis.Evidence {
    var before: [Diagnosis.Quote] = []
    var after: [Diagnosis.Quote] = []
    for (number, _, text) in item.around.quotes(with: &cleaner) where number != item.number {
      let quote = Diagnosis.Quote(line: number, text: String(decoding: text, as: UTF8.self))
      if number < item.number { before.append(quote) } else { after.append(quote) }
    }
    return Diagnosis.Evidence(
      line: item.number, role: role, text: String(decoding: item.text, as: UTF8.self),
      signature: signature, captures: item.captures, weight: weight, before: before, after: after)
  }
}
