/// Prow and other jobs on Kubernetes: klog's prefixes, and the JSON lines of Prow's own helpers.
/// Both are kept in the text; only where the message begins is told (see `InnerPrefix`).
///
///     {"component":"entrypoint","level":"error","msg":"Process did not finish before 2h0m0s timeout"}
struct Prow: Provider {
  var id: ProviderID { .prow }
  var structure: [String] {
    ["\"component\":\"entrypoint\""]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    guard line.has("{\"component\":\"") else { return 0 }
    let helpers =
      line.has("entrypoint", at: 14) || line.has("sidecar", at: 14)
      || line.has("clonerefs", at: 14) || line.has("initupload", at: 14)
    return helpers ? 15 : 2
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard text.has("{\"component\":\"entrypoint\""), text.find("\"level\":\"error\"") != nil else {
      return nil
    }
    return Mark(section: .jobFailed(isRunner: false))
  }
}
