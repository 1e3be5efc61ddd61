shop.gemspec
Gem::Specification.new do |spec|
  spec.required_ruby_version = ">= 2.7"
  spec.add_dependency "rack", ">= 2.2", "< 4"
  spec.add_runtime_dependency(%q<faraday>.freeze, ["~> 2.0"])
  spec.add_development_dependency 'webrick'
end
