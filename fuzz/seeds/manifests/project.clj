project.clj
(def ring "1.9.0")
(defproject shop "0.1.0"
  :dependencies [[org.clojure/clojure "1.11.1"]
                 [metosin/ring-http-response "0.9.3" :exclusions [ring/ring-core]]
                 [ring ~ring]]
  :profiles {:dev {:dependencies [[midje "1.10.9"]]}})
