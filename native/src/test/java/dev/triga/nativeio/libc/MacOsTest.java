package dev.triga.nativeio.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The numbers of macOS lead to those that the rest of the module knows, one to one.
class MacOsTest {
  private static final int ERRNO_MAX = 106;

  @Test
  void everyErrorOfOursHasANumberThere() throws IllegalAccessException {
    var reached = new HashSet<Integer>();
    for (int mac = 1; mac <= ERRNO_MAX; mac++) {
      reached.add(MacOs.errno(mac));
    }
    for (var field : Errno.class.getFields()) {
      if (field.getType() == int.class) {
        assertThat(reached).as(field.getName()).contains(field.getInt(null));
      }
    }
  }

  @Test
  void noErrorIsTakenForAnother() {
    List<Integer> numbers = new ArrayList<>();
    for (int mac = 1; mac <= ERRNO_MAX; mac++) {
      // Both mean that an operation is not supported.
      if (mac != 45) {
        numbers.add(MacOs.errno(mac));
      }
    }
    assertThat(numbers).doesNotHaveDuplicates();
    // 11 is "try again" on Linux and a deadlock on macOS.
    assertThat(MacOs.errno(11)).isNotEqualTo(Errno.EAGAIN);
    assertThat(MacOs.untranslated(MacOs.errno(11))).isEqualTo(11);
    assertThat(MacOs.errno(35)).isEqualTo(Errno.EAGAIN);
    assertThat(MacOs.errno(54)).isEqualTo(Errno.ECONNRESET);
  }

  @Test
  void familiesGoThereAndBack() {
    int[] families = {SocketConstants.AF_UNIX, SocketConstants.AF_INET, SocketConstants.AF_INET6};
    for (int family : families) {
      assertThat(MacOs.linuxFamily(MacOs.family(family))).isEqualTo(family);
    }
    assertThat(MacOs.family(SocketConstants.AF_INET6)).isEqualTo(30);
  }

  @Test
  void anOptionThatIsMissingThereIsNoneOfItsOptions() {
    int general = SocketConstants.SOL_SOCKET;
    assertThat(MacOs.level(general)).isEqualTo(0xFFFF);
    assertThat(MacOs.option(general, SocketConstants.SO_REUSEPORT)).isEqualTo(0x200);
    assertThat(MacOs.option(general, SocketConstants.SO_DOMAIN)).isEqualTo(MacOs.NO_SUCH_OPTION);
    assertThat(MacOs.option(SocketConstants.IPPROTO_TCP, SocketConstants.TCP_USER_TIMEOUT))
        .isEqualTo(MacOs.NO_SUCH_OPTION);
  }

  @Test
  void flagsOfOpenAreTranslatedOneByOne() {
    int all = Descriptors.O_WRONLY | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
    assertThat(MacOs.openFlags(all)).isEqualTo(0x1 | 0x4 | 0x100_0000);
    assertThat(MacOs.openFlags(0)).isZero();
  }
}
