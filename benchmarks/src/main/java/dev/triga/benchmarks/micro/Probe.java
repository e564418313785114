package dev.triga.benchmarks.micro;

import java.util.Map;

/// One thing to measure: a method with its parameters.
///
/// @param measurement the JMH class
/// @param method its benchmark method
/// @param parameters values of its parameters, by field name
public record Probe(Class<?> measurement, String method, Map<String, String> parameters) {

  /// The regular expression that finds exactly this method.
  String pattern() {
    return "^" + measurement.getName().replace(".", "\\.") + "\\." + method + "$";
  }

  /// The probe in a few words.
  public String title() {
    return method + " " + String.join(" ", parameters.values());
  }
}
