package dev.triga.benchmarks.harness;

/// Memory that a server has in use, or that so many connections have added to it, in bytes.
///
/// @param heap on the heap, after a collection
/// @param direct in direct buffers
/// @param resident of the whole process, as the system counts
public record MemoryUse(double heap, double direct, double resident) {
  /// Reads a server's answer.
  static MemoryUse parse(String line) {
    String[] fields = line.strip().split(" ", -1);
    if (fields.length != 3) {
      throw new Unavailable("it answered " + line);
    }
    return new MemoryUse(
        Double.parseDouble(fields[0]),
        Double.parseDouble(fields[1]),
        Double.parseDouble(fields[2]));
  }

  /// What was added since, for each of so many connections.
  MemoryUse since(MemoryUse before, int connections) {
    return new MemoryUse(
        (heap - before.heap) / connections,
        (direct - before.direct) / connections,
        (resident - before.resident) / connections);
  }

  /// What the program itself keeps: heap and direct buffers.
  public double own() {
    return heap + direct;
  }
}
