# Runs on each terminal when it starts, as the machine's own account, and writes the machine's policy, which its user cannot
# change. Under which names a terminal of protocol DCV keeps a setting AWS does not publish; they stand in the template that
# each of them carries. What the settings are called there is published ("Manage your Windows WorkSpaces in WorkSpaces
# Personal", Amazon WorkSpaces Administration Guide), and by that they are found.
$dcvScript = {
    $ErrorActionPreference = 'Stop'
    $folder = 'C:\Program Files\Amazon\WSP'
    if (-not (Test-Path "$folder\wsp.admx")) { exit 0 } # a terminal of protocol PCoIP
    [xml]$template = Get-Content -Raw -Path "$folder\wsp.admx"
    [xml]$words = Get-Content -Raw -Path (Get-ChildItem -Path $folder -Recurse -Filter 'wsp.adml')[0].FullName
    $text = @{}
    foreach ($one in $words.policyDefinitionResources.resources.stringTable.string) { $text["`$(string.$($one.id))"] = $one.InnerText }
    function Set-Terminal($name, $option, $required) {
        $policy = $template.policyDefinitions.policies.policy | Where-Object { $text[$_.displayName] -eq $name } | Select-Object -First 1
        if (-not $policy) { if ($required) { throw "The template has no setting '$name'." } else { return } }
        $key = "HKLM:\$($policy.key)"
        if (-not (Test-Path $key)) { New-Item -Path $key -Force | Out-Null }
        $state = if ($option) { $policy.enabledValue.decimal.value } else { $policy.disabledValue.decimal.value }
        if ($null -eq $state) { $state = [int][bool]$option }
        if ($policy.valueName) { Set-ItemProperty -Path $key -Name $policy.valueName -Type DWord -Value $state }
        if ($option) {
            $choice = $policy.elements.enum | Where-Object { $_.item | Where-Object { $text[$_.displayName] -eq $option } }
            if (-not $choice) { throw "The setting '$name' has no option '$option'." }
            $item = $choice.item | Where-Object { $text[$_.displayName] -eq $option }
            Set-ItemProperty -Path $key -Name $choice.valueName -Type DWord -Value $item.value.decimal.value
        }
    }
    Set-Terminal 'Configure clipboard redirection' (@{ 'off' = ''; 'into-terminal' = 'Paste Only' }['{{ clipboard }}']) $true
    Set-Terminal 'Configure remote printing' '' $true
    Set-Terminal 'Configure session storage' '' $true
    foreach ($name in 'Configure extensions', 'Configure WebRTC Redirection', 'Enable/disable USB') { Set-Terminal $name '' $false }
}
