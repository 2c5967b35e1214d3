#!/usr/bin/env bash
# Takes the pictures of docs/tour.md anew, from a portal that it starts for the purpose. Needs the .NET 10 SDK and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build WaPortal.Tests --nologo -v quiet -clp:NoSummary
dotnet test WaPortal.Tests --no-build --nologo --filter "FullyQualifiedName~TourPictures" -- xUnit.Explicit=only
ls -l docs/tour
