package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.stock.TransferOutcome.NotDecided;
import io.atomicinventory.engine.stock.TransferOutcome.NotPossible;
import io.atomicinventory.engine.stock.TransferOutcome.Refused;
import io.atomicinventory.engine.stock.TransferOutcome.Transferred;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goods that go from Cebu, which has 100 of everything, to Davao, which has 10 cups and 5 creams. */
class TransferTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Storekeeper cebu;
    private Storekeeper davao;

    @BeforeEach
    void open() {
        OPEN.cafe().store("davao");
        OPEN.cafe().stock("davao", "cup", "10");
        OPEN.cafe().stock("davao", "cream", "5");
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        davao = new Storekeeper(OPEN.engine(), "davao");
    }

    @Test
    void I1_aTransferIsAMovementOutOfOneStoreAndOneIntoTheOther() {
        Transferred outcome =
                (Transferred) cebu.transfer("davao", "tr1", line("cup", "cup", "30"), line("cream", "cream", "2.5"));

        assertThat(outcome.replayed()).isFalse();
        assertThat(outcome.lines()).hasSize(2);
        assertThat(outcome.lines()).extracting(TransferredLine::from).allSatisfy(movement -> {
            assertThat(movement.kind()).isEqualTo(MovementKind.TRANSFER_OUT);
            assertThat(movement.why()).isEqualTo("to store davao: needed");
            assertThat(movement.who()).isEqualTo("ben");
        });
        assertThat(outcome.lines()).extracting(TransferredLine::to).allSatisfy(movement -> {
            assertThat(movement.kind()).isEqualTo(MovementKind.TRANSFER_IN);
            assertThat(movement.why()).isEqualTo("from store cebu: needed");
        });
        assertThat(cebu.movements("cup")).containsExactly("OPENING 100", "TRANSFER_OUT -30");
        assertThat(davao.movements("cup")).containsExactly("OPENING 10", "TRANSFER_IN 30");
        assertThat(cebu.quantity("cream")).isEqualByComparingTo("97.5");
        assertThat(davao.quantity("cream")).isEqualByComparingTo("7.5");
        assertThat(OPEN.engine().stock().movements("davao", "cup", null, 1).items())
                .containsExactly(outcome.lines().getFirst().to());
    }

    @Test
    void I1_severalLinesOfOneItemAreTakenTogether() {
        Transferred outcome =
                (Transferred) cebu.transfer("davao", "tr1", line("cup", "cup", "30"), line("cup", "cream", "70"));

        assertThat(outcome.lines())
                .extracting(line -> line.from().newQuantity())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualByComparingTo("70"),
                        second -> assertThat(second).isZero());
        assertThat(davao.quantity("cream")).isEqualByComparingTo("75");

        Refused refused =
                (Refused) cebu.transfer("davao", "tr2", line("cream", "cream", "60"), line("cream", "cream", "40.5"));
        assertThat(refused.errors()).containsExactly("Transfer - cream: Need 100.5, Have 100 (Short: 0.5)");
    }

    @Test
    void I1_whereOneLineIsShortNothingIsMovedAndTheRefusalStays() {
        String davaoBefore = books("davao");

        Refused refused =
                (Refused) cebu.transfer("davao", "tr1", line("cup", "cup", "1"), line("cream", "cream", "101"));

        assertThat(refused.errors()).containsExactly("Transfer - cream: Need 101, Have 100 (Short: 1)");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
        assertThat(books("davao")).isEqualTo(davaoBefore);
        cebu.receive("cream", "50", "r1");
        assertThat(cebu.transfer("davao", "tr1", line("cup", "cup", "1"), line("cream", "cream", "101")))
                .isEqualTo(new Refused(refused.problems(), refused.shortages(), true));
        assertThat(cebu.transfer("davao", "tr2", line("cup", "cup", "1"), line("cream", "cream", "101"))
                        .success())
                .isTrue();
    }

    @Test
    void I5_whatIsHeldForSomethingElseDoesNotLeave() {
        OPEN.database().execute("UPDATE inventory_stock SET held = 20 WHERE store_id = 'cebu' AND stock_id = 'cup'");

        assertThat(cebu.transfer("davao", "cup", "90", "tr1").errors())
                .containsExactly("Transfer - cup: Need 90, Have 80 (Short: 10)");
        assertThat(cebu.transfer("davao", "cup", "80", "tr2").success()).isTrue();
    }

    @Test
    void I5_whereTheRowAllowsItATransferGoesBelowZero() {
        OPEN.cafe().stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, null));

        assertThat(cebu.transfer("davao", "cup", "130", "tr1").success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("-30");
        assertThat(davao.quantity("cup")).isEqualByComparingTo("140");
    }

    @Test
    void I8_unitsMustAgree() {
        OPEN.cafe().stock("davao", "cup-box", unit("box"));
        OPEN.cafe().stock("davao", "cup-loud", unit(" PIECE "));
        String books = OPEN.books();

        assertThat(cebu.transfer("davao", "tr1", line("cream", "cream", "1"), line("cup", "cup-box", "1")))
                .isEqualTo(new NotPossible(
                        List.of("Units differ: cup is kept in piece in store cebu, cup-box in box in store davao")));
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(cebu.transfer("davao", "tr1", line("cup", "cup-loud", "1")).success())
                .isTrue();
    }

    @Test
    void I8_whatIsUnknownIsNamedAndTheKeyStaysFree() {
        String books = OPEN.books();
        Storekeeper nowhere = new Storekeeper(OPEN.engine(), "nowhere");

        assertThat(cebu.transfer("nowhere", "cup", "1", "tr1"))
                .isEqualTo(new NotDecided(new Undecided.UnknownStore("nowhere")));
        assertThat(nowhere.transfer("davao", "cup", "1", "tr1"))
                .isEqualTo(new NotDecided(new Undecided.UnknownStore("nowhere")));
        assertThat(cebu.transfer("davao", "tr1", line("cup", "cup", "1"), line("lid", "cup", "1")))
                .isEqualTo(new NotDecided(new Undecided.UnknownStockItem(Cafe.CEBU, "lid")));
        assertThat(cebu.transfer("davao", "tr1", line("cup", "cup", "1"), line("caramel", "caramel", "1")))
                .isEqualTo(new NotDecided(new Undecided.UnknownStockItem("davao", "caramel")));
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(((Transferred) cebu.transfer("davao", "cup", "1", "tr1")).replayed())
                .isFalse();
    }

    @Test
    void I4_aTransferBeyondTheGreatestBalanceMovesNothingOnEitherSide() {
        davao.receive("cup", "99999999989", "flood");
        String books = OPEN.books();

        assertThat(cebu.transfer("davao", "tr1", line("cream", "cream", "1"), line("cup", "cup", "2")))
                .isEqualTo(new NotPossible(List.of("stock item cup: the balance would exceed 99999999999.9999")));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_aTransferThatIsSentAgainIsAnsweredInFullAndMovesNothingAgain() {
        Transferred first =
                (Transferred) cebu.transfer("davao", "tr1", line("cup", "cup", "30"), line("cream", "cream", "2.5"));
        String books = OPEN.books();

        Storekeeper other = new Storekeeper(OPEN.otherNode(), Cafe.CEBU);
        assertThat(other.transfer("davao", "tr1", line("cream", "cream", "2.50"), line("cup", "cup", "30")))
                .isEqualTo(new Transferred(first.lines(), true));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_theKeyIsOneOfTheSendingStore() {
        OPEN.cafe().store("iloilo");
        OPEN.cafe().stock("iloilo", "cup", "40");
        cebu.receive("cup", "1", "taken");

        assertThat(cebu.transfer("davao", "cup", "1", "taken"))
                .isEqualTo(new NotDecided(new Undecided.KeyReused("taken")));
        assertThat(cebu.transfer("davao", "cup", "1", "tr1").success()).isTrue();
        assertThat(cebu.transfer("iloilo", "cup", "1", "tr1"))
                .isEqualTo(new NotDecided(new Undecided.KeyReused("tr1")));
        assertThat(cebu.transfer("davao", "cup", "2", "tr1")).isEqualTo(new NotDecided(new Undecided.KeyReused("tr1")));
        assertThat(cebu.waste("cup", "1", "tr1"))
                .isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyReused("tr1")));

        // Two senders, one receiver, who has used the key himself.
        Storekeeper iloilo = new Storekeeper(OPEN.engine(), "iloilo");
        assertThat(davao.waste("cup", "1", "tr1").success()).isTrue();
        assertThat(((Transferred) iloilo.transfer("davao", "cup", "3", "tr1")).replayed())
                .isFalse();
        assertThat(((Transferred) davao.transfer(Cafe.CEBU, "cup", "2", "tr2")).replayed())
                .isFalse();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("102");
        assertThat(davao.quantity("cup")).isEqualByComparingTo("11");
        assertThat(iloilo.quantity("cup")).isEqualByComparingTo("37");
    }

    @Test
    void I3_aStoreDoesNotSendToItself() {
        assertThatThrownBy(() -> cebu.transfer(Cafe.CEBU, "cup", "1", "tr1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("toStoreId: must be another store than fromStoreId");
    }

    private static StockItemSettings unit(String unit) {
        return new StockItemSettings("Cups", unit, null, false, true, BigDecimal.TEN);
    }

    private static TransferRequest.Line line(String from, String to, String quantity) {
        return new TransferRequest.Line(from, to, new BigDecimal(quantity));
    }

    private static String books(String storeId) {
        return OPEN.database()
                .value("SELECT concat((SELECT string_agg(s::text, ' ') FROM inventory_stock s WHERE store_id = '"
                        + storeId + "'), (SELECT count(*) FROM inventory_deduction_idempotency WHERE store_id = '"
                        + storeId + "'))");
    }
}
