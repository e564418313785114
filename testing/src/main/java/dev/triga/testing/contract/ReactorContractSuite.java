package dev.triga.testing.contract;

import dev.triga.reactor.ThreadKind;
import org.junit.jupiter.api.Nested;

/// All behaviours, for one kind of reactor. Extend it in a test class; see the package.
@SuppressWarnings("ClassCanBeStatic") // JUnit wants nested test classes to be inner ones.
public abstract class ReactorContractSuite {
  /// For subclasses.
  protected ReactorContractSuite() {}

  /// What is tested; called once per test. A test is skipped if this throws a
  /// `TestAbortedException`, as JUnit's assumptions do.
  protected abstract ReactorUnderTest underTest();

  /// See [LifeCycleContract].
  @Nested
  class LifeCycle extends LifeCycleContract {
    LifeCycle() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [RunningContract].
  @Nested
  class Running extends RunningContract {
    Running() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [SpinContract].
  @Nested
  class Spin extends SpinContract {
    Spin() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [GroupContract].
  @Nested
  class Group extends GroupContract {
    Group() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TriggersContract].
  @Nested
  class Triggers extends TriggersContract {
    Triggers() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TimersContract].
  @Nested
  class Timers extends TimersContract {
    Timers() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TimerChangesContract].
  @Nested
  class TimerChanges extends TimerChangesContract {
    TimerChanges() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ThreadsContract].
  @Nested
  class Threads extends ThreadsContract {
    Threads() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ListenContract].
  @Nested
  class Listen extends ListenContract {
    Listen() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [AcceptContract].
  @Nested
  class Accept extends AcceptContract {
    Accept() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ConnectContract].
  @Nested
  class Connect extends ConnectContract {
    Connect() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [HappyEyeballsContract].
  @Nested
  class HappyEyeballs extends HappyEyeballsContract {
    HappyEyeballs() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ProxyProtocolContract].
  @Nested
  class Proxies extends ProxyProtocolContract {
    Proxies() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [WriteContract].
  @Nested
  class Write extends WriteContract {
    Write() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [BackPressureContract].
  @Nested
  class BackPressure extends BackPressureContract {
    BackPressure() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ProducersContract].
  @Nested
  class Producers extends ProducersContract {
    Producers() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [CloseContract].
  @Nested
  class Close extends CloseContract {
    Close() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [EndingsContract].
  @Nested
  class Endings extends EndingsContract {
    Endings() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [HalfCloseContract].
  @Nested
  class HalfClose extends HalfCloseContract {
    HalfClose() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [DescriptorsContract].
  @Nested
  class Descriptors extends DescriptorsContract {
    Descriptors() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [DeferredOnLoopContract].
  @Nested
  class DeferredOnLoop extends DeferredOnLoopContract {
    DeferredOnLoop() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [CoroutineTurnsContract].
  @Nested
  class CoroutineTurnsOnLoop extends CoroutineTurnsContract {
    CoroutineTurnsOnLoop() {
      super(ReactorContractSuite.this::underTest, "loop");
    }
  }

  /// See [CoroutineTurnsContract].
  @Nested
  class CoroutineTurnsOnThreads extends CoroutineTurnsContract {
    CoroutineTurnsOnThreads() {
      super(ReactorContractSuite.this::underTest, "threads");
    }
  }

  /// See [CoroutineBlockingContract].
  @Nested
  class CoroutineBlockingOnLoop extends CoroutineBlockingContract {
    CoroutineBlockingOnLoop() {
      super(ReactorContractSuite.this::underTest, "loop");
    }
  }

  /// See [CoroutineBlockingContract].
  @Nested
  class CoroutineBlockingOnThreads extends CoroutineBlockingContract {
    CoroutineBlockingOnThreads() {
      super(ReactorContractSuite.this::underTest, "threads");
    }
  }

  /// See [CoroutineEndingsContract].
  @Nested
  class CoroutineEndingsOnLoop extends CoroutineEndingsContract {
    CoroutineEndingsOnLoop() {
      super(ReactorContractSuite.this::underTest, "loop");
    }
  }

  /// See [CoroutineEndingsContract].
  @Nested
  class CoroutineEndingsOnThreads extends CoroutineEndingsContract {
    CoroutineEndingsOnThreads() {
      super(ReactorContractSuite.this::underTest, "threads");
    }
  }

  /// See [WorkThreadsContract].
  @Nested
  class VirtualThreads extends WorkThreadsContract {
    VirtualThreads() {
      super(ReactorContractSuite.this::underTest, ThreadKind.VIRTUAL);
    }
  }

  /// See [WorkThreadsContract].
  @Nested
  class PlatformThreads extends WorkThreadsContract {
    PlatformThreads() {
      super(ReactorContractSuite.this::underTest, ThreadKind.PLATFORM);
    }
  }

  /// See [FailuresContract].
  @Nested
  class Failures extends FailuresContract {
    Failures() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [SignalsContract].
  @Nested
  class Signals extends SignalsContract {
    Signals() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [BufferContract].
  @Nested
  class Buffer extends BufferContract {
    Buffer() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [LogContract].
  @Nested
  class Log extends LogContract {
    Log() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [UnixContract].
  @Nested
  class Unix extends UnixContract {
    Unix() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [DatagramContract].
  @Nested
  class Datagrams extends DatagramContract {
    Datagrams() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [DatagramAddressesContract].
  @Nested
  class DatagramAddresses extends DatagramAddressesContract {
    DatagramAddresses() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [DescriptorPassingContract].
  @Nested
  class DescriptorPassing extends DescriptorPassingContract {
    DescriptorPassing() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [AdoptionContract].
  @Nested
  class Adoption extends AdoptionContract {
    Adoption() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ProcessContract].
  @Nested
  class Processes extends ProcessContract {
    Processes() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ChildPipesContract].
  @Nested
  class ChildPipes extends ChildPipesContract {
    ChildPipes() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [ToolsContract].
  @Nested
  class Tools extends ToolsContract {
    Tools() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [StreamsContract].
  @Nested
  class Streams extends StreamsContract {
    Streams() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TlsContract].
  @Nested
  class Tls extends TlsContract {
    Tls() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TlsFaultsContract].
  @Nested
  class TlsFaults extends TlsFaultsContract {
    TlsFaults() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [TlsBeginningsContract].
  @Nested
  class TlsBeginnings extends TlsBeginningsContract {
    TlsBeginnings() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [OpenFileContract].
  @Nested
  class OpenFiles extends OpenFileContract {
    OpenFiles() {
      super(ReactorContractSuite.this::underTest);
    }
  }

  /// See [SendFileContract].
  @Nested
  class SendFile extends SendFileContract {
    SendFile() {
      super(ReactorContractSuite.this::underTest);
    }
  }
}
