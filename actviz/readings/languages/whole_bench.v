// Tries all @@count inputs of @@{name}; @@vectors holds what is right for each.
`timescale 1ns/1ns
module @@{name}_bench;
    reg [@@x:0] x;
    wire [@@y:0] y;
    reg [@@y:0] right [0:@@last];
    integer i, wrong;
    @@{name} tried (.x(x), .y(y));
    initial begin
        $readmemh("@@vectors", right);
        wrong = 0;
        for (i = 0; i < @@count; i = i + 1) begin
            x = i[@@x:0];
            #1;
            if (y !== right[i]) begin
                if (wrong < 5) $display("x = %h: %h instead of %h", x, y, right[i]);
                wrong = wrong + 1;
            end
        end
        $display("%0d of @@count inputs are wrong", wrong);
        if (wrong != 0) $fatal(1);  // so that who runs it sees it by the exit code
        $finish;
    end
endmodule
