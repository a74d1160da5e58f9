# dotnet test --filter.
need dotnet
mkdir tests && cd tests
dotnet new xunit >/dev/null 2>&1 || skip "this dotnet has no xunit offline"
cat > UnitTest1.cs <<'CS'
namespace Shop;
public class CartTests {
  [Fact] public void Flaky() => Assert.True(false);
  [Fact] public void FlakyMore() {}
}
CS
red dotnet test
cd .. && quarantine 'Shop.CartTests::Flaky'
words
cd tests && green dotnet test "${WORDS[@]}"
says 'Passed: +1'
VERSION=$(dotnet --version)
