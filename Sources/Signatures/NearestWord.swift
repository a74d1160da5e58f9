/// The word of `words` that `word` was most likely meant to be, or nil when none is close.
///
/// Close means an edit distance (with transpositions) of at most a third of the word's length.
package func nearestWord(to word: String, in words: [String]) -> String? {
  let limit = max(1, word.count / 3)
  let ranked = words.map { ($0, editDistance(Array(word), Array($0))) }.filter { $0.1 <= limit }
  return ranked.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
}

/// Optimal string alignment distance: insertions, deletions, substitutions, adjacent swaps.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var rows = [Array(0...b.count)]
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var best = min(rows[i - 1][j] + 1, row[j - 1] + 1)
      best = min(best, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        best = min(best, rows[i - 2][j - 2] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
