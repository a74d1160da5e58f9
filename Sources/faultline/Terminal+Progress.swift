import Foundation

/// A bar on stderr for work that takes longer than a moment; nothing at all where stderr is no
/// terminal.
final class Progress {
  private let what: String
  private let total: Int
  private let isShown: Bool
  private let begin = ContinuousClock.now
  private var last = ContinuousClock.now
  private var isDrawn = false

  /// - Parameters:
  ///   - what: the things counted, such as `jobs`.
  ///   - total: how many there are.
  init(_ what: String, total: Int) {
    self.what = what
    self.total = total
    isShown = isatty(2) == 1 && total > 1
  }

  /// `done` of them are finished; `note` is said behind the bar.
  func update(_ done: Int, _ note: String = "") {
    let now = ContinuousClock.now
    guard isShown, now - begin > .milliseconds(500), now - last > .milliseconds(100) else { return }
    last = now
    isDrawn = true
    let width = 24
    let filled = total > 0 ? width * done / total : 0
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    Terminal.progress("\r\u{1B}[K\(bar) \(done)/\(total) \(what) \(note)")
  }

  /// Takes the bar away.
  func finish() {
    if isDrawn { Terminal.progress("\r\u{1B}[K") }
    isDrawn = false
  }
}
