<?php
require 'GuzzleHttp/autoload.php';
<<imports>>

$waits = [];

function record(int $seconds): void
{
    $GLOBALS['waits'][] = $seconds;
}

<<code>>

$client = new Client();
foreach (array_slice($argv, 1) as $url) {
    $waits = [];
    $is404 = false;
    <<call>>
    $status = $response->getStatusCode();
    $recorded = $waits;
    <<check>>
    echo json_encode(['status' => $status, 'waits' => $recorded, 'is_404' => $is404]), "\n";
}
