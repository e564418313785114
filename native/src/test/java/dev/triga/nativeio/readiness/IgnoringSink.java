package dev.triga.nativeio.readiness;

import dev.triga.driver.WatchSink;

/// For watches of which nothing is expected.
class IgnoringSink implements WatchSink {
  @Override
  public void readable() {}

  @Override
  public void writable() {}

  @Override
  public void gone(String reason) {}
}
