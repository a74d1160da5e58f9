# googletest: a negative filter.
need g++
echo '#include <gtest/gtest.h>' | g++ -E -x c++ - >/dev/null 2>&1 || skip "libgtest-dev is not installed"
cat > cart.cpp <<'CPP'
#include <gtest/gtest.h>
TEST(Cart, Flaky) { FAIL() << "now and then"; }
TEST(Cart, FlakyMore) {}
class Rows : public testing::TestWithParam<int> {};
TEST_P(Rows, Row) { EXPECT_NE(GetParam(), 1); }
INSTANTIATE_TEST_SUITE_P(All, Rows, testing::Values(1, 2));
CPP
g++ -o cart cart.cpp -lgtest -lgtest_main -lpthread 2> out || fail "does not compile"
red ./cart
quarantine 'Cart::Flaky' 'All/Rows::Row/0'
words
green ./cart "${WORDS[@]}"
says 'OK .* Cart.FlakyMore'
says 'OK .* All/Rows.Row/1'
says 'PASSED  . 2 tests'
VERSION="googletest of $(g++ --version | head -1)"
