import Classifier

/// One way of learning beside others, on the same folds.
public struct Contender: Sendable {
  public var name: String
  var settings: Trainer.Settings

  private init(_ name: String, _ change: (inout Trainer.Settings) -> Void) {
    self.name = name
    settings = Trainer.Settings()
    change(&settings)
  }

  /// The estimators, counting, smoothing, shrinkage and weights that could have been chosen.
  public static var settings: [Contender] {
    var out = [Contender("as it is") { _ in }]
    for estimator in BayesLedger.Estimator.allCases {
      for counting in BayesLedger.Counting.allCases {
        out.append(
          Contender("lines \(estimator) \(counting)") {
            ($0.lines.estimator, $0.lines.counting) = (estimator, counting)
          })
        out.append(
          Contender("excerpts \(estimator) \(counting)") {
            ($0.excerpts.estimator, $0.excerpts.counting) = (estimator, counting)
          })
      }
    }
    for value in [0.1, 1.0] {
      out.append(Contender("lines smoothing \(value)") { $0.lines.smoothing = value })
      out.append(Contender("excerpts smoothing \(value)") { $0.excerpts.smoothing = value })
    }
    for value in [0.001, 0.01] {
      out.append(Contender("shrinkage \(value)") { $0.shrinkage = value })
    }
    for value in [0.0, 1.0, 2.0] {
      out.append(Contender("examples \(value) per line") { $0.cardLine = value })
      out.append(Contender("examples \(value) per excerpt") { $0.cardExcerpt = value })
    }
    for value in [0.35, 0.5] {
      out.append(Contender("threshold \(value)") { $0.threshold = value })
    }
    return out
  }

  /// Each feature left out.
  public static var withoutFeatures: [Contender] {
    let names =
      RankingFeatures.names + BucketFeatures.names + FailureFeatures.names
      + TrustFeatures.names
    return [Contender("all features") { _ in }]
      + names.map { name in Contender("without \(name)") { $0.silenced = [name] } }
  }

  /// The names of the columns of ``Schoolroom/compare(_:)``.
  public static let columns = [
    "accuracy", "macro-F1", "sure+wrong", "ECE", "hit@1", "alarm",
    "hard acc", "hard ECE", "hard hit@1",
  ]
}

extension Schoolroom {
  /// The fold figures of one contender, in the order of ``Contender/columns``.
  public func compare(_ contender: Contender) -> [Double] {
    let plain = evaluate(contender.settings)
    let hard = Evaluation(
      rows: plain.harder, harder: [], model: plain.model, families: plain.families)
    return [
      plain.accuracy, plain.macroF1, plain.confidentWrong, plain.calibrationError, plain.hit1,
      plain.greenAlarm, hard.accuracy, hard.calibrationError, hard.hit1,
    ]
  }
}
