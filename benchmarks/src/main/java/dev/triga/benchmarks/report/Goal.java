package dev.triga.benchmarks.report;

/// A limit that a figure of the run is held against.
///
/// @param claim what is compared with what, for example `triga-epoll / c-epoll, CPU per request`
/// @param limit the highest value that reaches the goal
/// @param measured the value of this run; not a number when one side was not measured
public record Goal(String claim, double limit, double measured) {

  /// `reached`, `missed`, or `not measured`.
  public String verdict() {
    if (Double.isNaN(measured)) {
      return "not measured";
    }
    return measured <= limit ? "reached" : "missed";
  }
}
