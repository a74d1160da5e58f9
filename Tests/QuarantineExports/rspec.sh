# RSpec: muted.
need rspec
mkdir spec
cat > spec/cart_spec.rb <<'RB'
RSpec.describe "Cart (1.0)" do
  it "flaky" do
    puts "flaky ran"
    expect(1).to eq(2)
  end
  it("flaky more") { puts "look-alike ran" }
  it("calm") { expect(1).to eq(1) }
end
RB
red rspec
quarantine 'spec.cart_spec::Cart (1.0) flaky' 'spec.cart_spec::Cart (1.0) calm'
exported > faultline_quarantine.rb
green rspec -r ./faultline_quarantine.rb
says 'flaky ran'
says 'look-alike ran'
says '3 examples, 0 failures, 1 pending'
quarantine 'spec.cart_spec::Cart (1.0) flaky more'
exported > faultline_quarantine.rb
red rspec -r ./faultline_quarantine.rb
VERSION=$(rspec --version | head -1)
