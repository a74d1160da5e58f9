# PHPUnit: a filter that matches all other names; single data sets too.
need phpunit
mkdir tests
cat > tests/CartTest.php <<'PHP'
<?php
namespace Acme;

class CartTest extends \PHPUnit\Framework\TestCase
{
    public function testFlaky(): void { $this->fail("now and then"); }
    public function testFlakyMore(): void { $this->assertTrue(true); }
    /** @dataProvider rows */
    public function testRows(int $row): void { $this->assertNotSame(1, $row); }
    public static function rows(): array { return ["a/b (x)" => [1], "b" => [2]]; }
}
PHP
red phpunit tests
quarantine 'Acme\CartTest::testFlaky' 'Acme\CartTest::testRows with data set "a/b (x)"'
words
green phpunit --testdox "${WORDS[@]}" tests
says 'Flaky more'
says 'Rows with data set "b"'
says 'OK \(2 tests'
VERSION=$(phpunit --version | head -1)
