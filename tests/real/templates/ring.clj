(require '[ring.adapter.jetty :as jetty])
<<imports>>

(def handlers (atom {}))
;; <<case>>
(swap! handlers assoc "<<path>>" (fn [request]
  <<line>>))
;; <<end>>
(jetty/run-jetty (fn [request] ((@handlers (:uri request)) request)) {:host "127.0.0.1" :port <<port>>})
