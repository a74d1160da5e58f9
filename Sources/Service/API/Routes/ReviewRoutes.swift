import Assistant
import Foundation
import History
import Reporting
import Reviews

/// The weekly review and what was decided about it. Decisions are the organisation's: whoever sees
/// only some repositories has none.
enum ReviewRoutes {
  static let all = [report, actions, add, close]

  private static let report = Operation(
    path: "/report", id: "getReport",
    summary: "The reliability review of a week, in UTC; of the last whole one when left out.",
    parameters: [
      .repository,
      .init(
        name: "week", kind: .text(max: 8, pattern: "^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$"),
        about: "A week of ISO 8601, such as `2026-W47`."),
    ],
    answer: .reference("Review"),
    work: { call in
      let week = call.text("week").flatMap { ISOWeek($0) }
      // Not every year has a week 53.
      if week == nil, call.text("week") != nil { throw APIProblem.notFound }
      let last = ISOWeek(of: ReviewZone.utc.day(of: call.now) + -7)
      var builder = ReviewBuilder(window: ReviewWindow(week ?? last, in: .utc))
      builder.scope = call.text("repository")
      var review = try call.store.review(
        builder, in: try call.repositories(), remediation: call.desk.advice)
      if !call.seesAll { review.actions = [] }
      return .text(JSONReview(options: ReviewOptions()).render(review))
    })

  private static let actions = Operation(
    path: "/actions", id: "listActions", summary: "Decisions of the reliability meeting.",
    parameters: [
      .init(name: "open", kind: .flag, about: "Only those that are still open."), .limit, .cursor,
    ],
    answer: .page(of: OtherShapes.action.reference),
    work: { call in
      let all = call.seesAll ? try present(call) : []
      let wanted = call.flag("open") ? all.filter { $0.state == "open" } : all
      let page = PageCut(
        wanted, list: "actions", after: try call.cursor("actions"), limit: call.number("limit")
      ) { ($0.added.seconds, $0.id, "") }
      return call.page(page.items.map(OtherShapes.action.json), page.next)
    })

  private static func present(_ call: APICall) throws -> [Review.Action] {
    try call.store.actions(at: call.now + 1, day: ReviewZone.utc.day(of: call.now).text)
  }

  private static let add = Operation(
    method: .post, path: "/actions", id: "addAction", summary: "Write down what is to be done.",
    scope: .write,
    body: .object(
      "What is to be done.",
      [
        .init(
          name: "title", kind: .text(max: 400, pattern: "\\S"),
          about: "What is to be done, in one sentence.", isRequired: true),
        .init(name: "owner", kind: .text(max: 100), about: "Who does it."),
        .init(name: "due", kind: .day, about: "Until when, such as `2026-11-27`."),
      ]),
    status: 201, answer: OtherShapes.action.reference,
    work: { call in
      guard call.seesAll else { throw APIProblem.notFound }
      let id = try call.store.addAction(
        ProposedText.clean(call.text("title")), owner: call.text("owner").map(ProposedText.clean),
        due: call.text("due"), time: call.now, actor: call.actor)
      return try answer(id, call)
    })

  private static let close = Operation(
    method: .post, path: "/actions/{action}/done", id: "closeAction",
    summary: "Close a decision: it is done, or will not be.", scope: .write,
    parameters: [.segment("action", OtherShapes.idPattern, "The action's id.")],
    body: .object(
      "What came of it.",
      [
        .init(name: "note", kind: .text(max: 1000), about: "What came of it."),
        .init(name: "dropped", kind: .flag, about: "It will not be done."),
      ]),
    answer: OtherShapes.action.reference,
    work: { call in
      let id = call.text("action") ?? ""
      guard call.seesAll, try present(call).contains(where: { $0.id == id }) else {
        throw APIProblem.notFound
      }
      try call.store.closeAction(
        id, isDropped: call.flag("dropped"), note: call.text("note").map(ProposedText.clean),
        time: call.now, actor: call.actor)
      return try answer(id, call)
    })

  private static func answer(_ id: String, _ call: APICall) throws -> APIAnswer {
    guard let action = try present(call).first(where: { $0.id == id }) else {
      throw APIProblem.notFound
    }
    return .json(OtherShapes.action.json(action))
  }
}
