import Assistant

/// Documents that other parts write whole; their full schemas are in `Integrations/schemas`. Here
/// stands what every one of them has.
enum WholeDocuments {
  static let diagnosis = Schema.object(
    "Why a log's job failed: `faultline.diagnosis/1` (diagnosis-1.schema.json).",
    [
      ("schema", .oneOf(["faultline.diagnosis/1"], "This document's version."), false),
      ("source", .object("What was read.", []), false),
      ("failed", .flag("Whether the log says that the job failed."), false),
      ("bucket", .oneOf(RunShapes.buckets, "What kind of failure it is."), false),
      ("category", .text("The kind within the bucket."), true),
      ("confidence", .share("How likely the bucket is right."), false),
      ("probabilities", .object("The probability of each bucket.", []), false),
      ("summary", .text("One sentence; it may hold text of the log."), false),
      (
        "evidence",
        .list(of: .object("A line of the log.", []), "Lines, the one to look at first."), false
      ),
      ("fingerprint", .text("Equal for failures that are the same."), true),
      ("signature", .text("The signature that knew it."), true),
      ("transient", .flag("Whether a retry may well pass."), false),
      ("actor", .text("Whose turn it is."), false),
      ("remediation", .list(of: .text("A step."), "What to do, in order."), false),
      ("references", .list(of: .text("An address."), "Where to read more."), false),
      ("recurrence", .object("What the store knows of it.", []), true),
    ])

  static let review = Schema.object(
    "The reliability review: `faultline.review/1` (review-1.schema.json).",
    [
      ("schema", .oneOf(["faultline.review/1"], "This document's version."), false),
      ("window", .object("The days it is about.", []), false),
      ("coverage", .object("What it rests on.", []), false),
      ("sentences", .list(of: .text("A sentence."), "What changed."), false),
      ("scorecard", figures, false), ("trend", figures, false), ("shifts", figures, false),
      ("openReds", figures, false), ("buckets", figures, false), ("failures", figures, false),
      ("flakes", .object("Flaky tests and what they cost.", []), false),
      ("incidents", figures, false), ("actions", figures, false), ("proposals", figures, false),
    ])

  private static let figures = Schema.list(
    of: .object("See review-1.schema.json.", []), "See review-1.schema.json.")

  static let openAPI = Schema.object(
    "An OpenAPI document.",
    [
      ("openapi", .text("Its version."), false), ("info", .object("About it.", []), false),
      ("paths", .object("What can be asked.", []), false),
    ])
}
