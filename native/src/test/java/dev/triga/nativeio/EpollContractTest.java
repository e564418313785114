package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

class EpollContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    return ReactorUnderTest.onDriver("epoll");
  }
}
