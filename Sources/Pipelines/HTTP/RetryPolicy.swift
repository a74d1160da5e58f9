import Foundation

/// When to ask again, and after how long.
public struct RetryPolicy: Sendable {
  /// Requests in all.
  public var tries = 4
  /// The longest wait an API may ask for, in seconds.
  public var longestWait = 60.0
  /// Waits; a test counts instead.
  public var pause: @Sendable (Double) async -> Void = { seconds in
    try? await Task.sleep(for: .seconds(seconds))
  }

  public init() {}

  /// Seconds to wait after this answer; nil when asking again is of no use.
  ///
  /// - Throws: when the API asks for more patience than we have.
  func wait(after head: HTTPHead, attempt: Int, now: Date = Date()) throws(FetchError) -> Double? {
    let isLimited =
      head.status == 429
      || head.status == 403
        && (head.headers["retry-after"] != nil || head.headers["x-ratelimit-remaining"] == "0")
    guard isLimited || [408, 500, 502, 503, 504].contains(head.status) else { return nil }
    guard let asked = asked(head, now: now) else { return backOff(attempt) }
    guard asked <= longestWait else {
      throw FetchError(.limited, "the API asks to wait \(Int(asked)) seconds")
    }
    return max(0, asked)
  }

  /// Full jitter over 1, 2, 4 … seconds, at most 30.
  func backOff(_ attempt: Int) -> Double {
    Double.random(in: 0.1...min(30, Double(1 << min(attempt, 10))))
  }

  /// `Retry-After` in seconds or as a date; else GitHub's `x-ratelimit-reset` where nothing is left.
  private func asked(_ head: HTTPHead, now: Date) -> Double? {
    if let value = head.headers["retry-after"] {
      if let seconds = Double(value), seconds.isFinite { return seconds }
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_US_POSIX")
      format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
      if let date = format.date(from: value) { return date.timeIntervalSince(now) }
    }
    guard head.headers["x-ratelimit-remaining"] == "0",
      let reset = head.headers["x-ratelimit-reset"].flatMap(Double.init), reset.isFinite
    else { return nil }
    return reset - now.timeIntervalSince1970
  }
}
