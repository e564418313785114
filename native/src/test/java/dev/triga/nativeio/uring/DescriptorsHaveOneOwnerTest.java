package dev.triga.nativeio.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.Descriptor;
import dev.triga.driver.StreamHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.libc.Faults;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A number that the ring has closed is somebody else's, and one that it has opened is closed,
/// whatever fails in between.
@Tag("faults")
class DescriptorsHaveOneOwnerTest {
  private static final int CONNECTIONS = 12;

  /// So small that the kernel takes some requests before the others are prepared.
  private static final RingMaker SMALL = new RingMaker(new RingSize(8, 64, 8, 64), RingSetup.FLAGS);

  @BeforeAll
  static void needsRings() {
    NeedsRing.check();
  }

  private static DriverFixture fixture() {
    return new DriverFixture(context -> {
      CallMemory memory = CallMemory.acquire();
      int counter = EventDescriptor.create(memory.errno);
      return new UringDriver(context, memory, counter, SMALL);
    });
  }

  @Test
  void whatTheKernelHasClosedIsNotClosedAgainWhenTheRingIsLeft() throws IOException {
    CallMemory memory = CallMemory.acquire();
    List<Integer> numbers = new ArrayList<>();
    List<Integer> ours = new ArrayList<>();
    try {
      try (var fixture = fixture()) {
        List<Pair> pairs = new ArrayList<>();
        for (int count = 0; count < CONNECTIONS; count++) {
          pairs.add(fixture.accepted());
        }
        fixture.polls(2);
        for (Pair pair : pairs) {
          numbers.add(numberOf(pair.handle()));
          pair.handle().close();
        }
        // The kernel takes the first requests, and is short of memory from then on.
        var isShort = new AtomicBoolean();
        Faults.follow(function -> {
          isShort.compareAndSet(false, !isOpen(numbers.getFirst()));
          return isShort.get() && function.equals("io_uring_enter") ? Errno.EBUSY : 0;
        });
        fixture.polls(1);
        assertThat(isOpen(numbers.getFirst())).isFalse();
        assertThat(isOpen(numbers.getLast())).isTrue();
        for (Pair pair : pairs) {
          pair.peer().close();
        }
        int latest;
        do {
          latest = Descriptors.open(memory.errno, "/dev/null", 0);
          ours.add(latest);
        } while (latest < numbers.getLast());
        assertThat(ours).contains(numbers.getFirst());
      }
      assertThat(ours).allSatisfy(number -> assertThat(isOpen(number)).isTrue());
      assertThat(numbers).allSatisfy(it -> assertThat(isOpen(it)).isEqualTo(ours.contains(it)));
    } finally {
      Faults.follow(null);
      ours.stream()
          .filter(DescriptorsHaveOneOwnerTest::isOpen)
          .forEach(number -> Descriptors.close(memory.errno, number));
      memory.close();
    }
  }

  private static int numberOf(StreamHandle handle) {
    return ((Descriptor.Raw) handle.asDescriptor()).fd();
  }

  private static boolean isOpen(int number) {
    return Files.exists(Path.of("/proc/self/fd/" + number), LinkOption.NOFOLLOW_LINKS);
  }
}
