// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice What neighbours pay each other with; the treasurer has it all to begin with and hands it out.
contract Euro is ERC20 {
    constructor(address treasurer, uint256 supply) ERC20("Neighbours' euro", "NEUR") {
        _mint(treasurer, supply);
    }

    /// @notice Whole units are thousandths of a cent.
    function decimals() public pure override returns (uint8) {
        return 5;
    }
}
