import History
import Reporting
import Reviews

/// The weekly review as a page.
enum ReviewPage {
  /// Of the last whole week or of `?week=2026-W47`, for what the visitor sees.
  static func html(_ call: PageCall) throws -> String {
    let week = call.text("week").flatMap { ISOWeek($0) }
    if week == nil, call.text("week") != nil { throw PageCall.Missing() }
    _ = try call.repositories()
    let key = ReviewShelf.Key(
      week: week ?? lastWeek(call.now), scope: call.text("repository"), sight: call.sight)
    return try call.desk.reviews.text(key, now: call.now) { try make(key, call.desk) }
  }

  /// Makes last week's review of everything anew, before the one that is kept is too old: it is
  /// what `/review` shows first, and takes a second where 100,000 runs are on record.
  static func renew(_ desk: Desk) throws(StoreError) {
    let now = desk.clock()
    let key = ReviewShelf.Key(week: lastWeek(now), scope: nil, sight: nil)
    desk.reviews.put(try make(key, desk), under: key, now: now)
  }

  private static func lastWeek(_ now: Int) -> ISOWeek {
    ISOWeek(of: ReviewZone.utc.day(of: now) + -7)
  }

  private static func make(_ key: ReviewShelf.Key, _ desk: Desk) throws(StoreError) -> String {
    var builder = ReviewBuilder(window: ReviewWindow(key.week, in: .utc))
    builder.scope = key.scope
    var review = try desk.store.review(
      builder, in: key.scope.map { [$0] } ?? key.sight, remediation: desk.advice)
    // Decisions are the organisation's: whoever sees only some repositories has none.
    if key.sight != nil { review.actions = [] }
    return HTMLReview(options: ReviewOptions()).render(review)
  }
}
