/// CircleCI: one step's output, as JSON (see `StepOutput`) or as text. It bears few marks: the
/// shell line that runs the step, and the sentence about its exit.
struct CircleCI: Provider {
  var id: ProviderID { .circleCI }
  var structure: [String] {
    ["exited with code exit status", "circleci received exit code", "#!/bin/bash -eo pipefail"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    if line.has("Exited with code exit status ") || line.has("#!/bin/bash -eo pipefail") {
      return 12
    }
    if line.has("CircleCI received exit code") || line.has("Build-agent version ") { return 15 }
    return line.has("Spin up environment") ? 5 : 0
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    let failed =
      text.has("Exited with code exit status ") || text.has("CircleCI received exit code ")
    return failed && text.at(text.count - 1) != UInt8(char: "0") ? Mark(section: .failed) : nil
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { text.has("#!/bin/") }
}
