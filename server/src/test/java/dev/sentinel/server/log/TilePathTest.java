package dev.sentinel.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** C2SP tlog-tiles, "Merkle Tree": how tile numbers are written. */
class TilePathTest {
    @Test
    void readsThreeDigitsAPart() {
        assertThat(TilePath.parse("000")).isEqualTo(new TilePath(0, 256));
        assertThat(TilePath.parse("x001/x234/067")).isEqualTo(new TilePath(1_234_067, 256));
        assertThat(TilePath.parse("067.p/255")).isEqualTo(new TilePath(67, 255));
    }

    @Test
    void aTileHasOnePathOnly() {
        for (String bad :
                List.of(
                        "",
                        "0",
                        "0000",
                        "x000/001",
                        "001/002",
                        "x001",
                        "001.p/0",
                        "001.p/256",
                        "001.p/01",
                        "001.p/",
                        "-01",
                        "x001/x002/x003/x004/x005/006",
                        "../001")) {
            assertThatThrownBy(() -> TilePath.parse(bad)).isInstanceOf(Problem.class);
        }
    }
}
