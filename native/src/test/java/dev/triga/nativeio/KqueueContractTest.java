package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;
import org.junit.jupiter.api.BeforeAll;

/// Over a double of kqueue, see [KqueueDouble].
class KqueueContractTest extends ReactorContractSuite {
  /// Before the first test, which would else be found to have left a descriptor of the double
  /// behind.
  @BeforeAll
  static void loadDouble() {
    KqueueDouble.require();
  }

  @Override
  protected ReactorUnderTest underTest() {
    return ReactorUnderTest.onDriver("kqueue");
  }
}
