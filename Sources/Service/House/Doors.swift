/// The list of doors, in one place.
package enum Doors {
  /// Every door of the service over this desk.
  package static func all(_ desk: Desk) -> [any Door] {
    [
      HealthDoor(desk: desk),
      SignInDoor(desk: desk),
      WebhookDoor(desk: desk),
      APIDoor(desk: desk),
      MetricsDoor(desk: desk),
      MCPDoor(desk: desk),
      PagesDoor(desk: desk),
    ] + ChatDoor.all(desk)
  }
}
